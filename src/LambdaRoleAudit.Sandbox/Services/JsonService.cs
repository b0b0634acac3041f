using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The common part of services with the AWS JSON protocol, 1.0 or 1.1: a header names the operation.</summary>
public abstract class JsonService(string signingName) : IAwsService
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string SigningName { get; } = signingName;

    public string OperationOf(SandboxRequest request)
    {
        var target = request.Http.Request.Headers["X-Amz-Target"].ToString();
        return target[(target.LastIndexOf('.') + 1)..];
    }

    public async Task HandleAsync(SandboxRequest request) => await WriteAsync(request, 200, await AnswerAsync(request));

    public Task WriteErrorAsync(SandboxRequest request, AwsError error) =>
        WriteAsync(request, error.Status, new JsonObject { ["__type"] = error.Code, ["message"] = error.Message });

    /// <summary>Executes the operation. Returns its response.</summary>
    protected abstract Task<JsonObject> AnswerAsync(SandboxRequest request);

    /// <summary>Returns a required parameter.</summary>
    protected static string Required(SandboxRequest request, string name, string code) =>
        (string?)request.Json[name] is { Length: > 0 } value
            ? value
            : throw new AwsError(
                400, code,
                $"1 validation error detected: Value at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: "
                + "Member must not be null");

    protected static AwsError UnknownOperation(SandboxRequest request) =>
        new(400, "UnknownOperationException", $"The Sandbox does not know {request.Operation}.");

    private static async Task WriteAsync(SandboxRequest request, int status, JsonObject body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Plain);
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = request.Http.Request.ContentType ?? "application/x-amz-json-1.1";
        request.Http.Response.ContentLength = bytes.Length;
        // Clients check it.
        if (request.Service == "dynamodb")
            request.Http.Response.Headers["x-amz-crc32"] = FormattableString.Invariant($"{Checksum.Crc32(bytes)}");
        await request.Http.Response.Body.WriteAsync(bytes);
    }
}
