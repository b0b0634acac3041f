using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The common part of services with the REST JSON protocol that keep policies of resources.</summary>
public abstract class PolicyRestService(SandboxState state, string signingName) : IAwsService
{
    public string SigningName { get; } = signingName;

    internal PolicyStore Store { get; } = new(state);

    public string OperationOf(SandboxRequest request) => OperationOf(
        request.Http.Request.Method,
        [.. request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)]);

    public Task HandleAsync(SandboxRequest request)
    {
        JsonObject answer;
        lock (request.Account.Lock)
        {
            var path = request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
            answer = Answer(request, path);
        }

        return WriteAsync(request, 200, answer);
    }

    public Task WriteErrorAsync(SandboxRequest request, AwsError error)
    {
        request.Http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        return WriteAsync(request, error.Status, new JsonObject { ["message"] = error.Message });
    }

    /// <summary>Returns the operation of a method and a path; empty if there is none.</summary>
    protected abstract string OperationOf(string method, string[] path);

    /// <summary>Executes the operation, while the account is locked.</summary>
    protected abstract JsonObject Answer(SandboxRequest request, string[] path);

    /// <summary>Returns a page of a list whose token and size are in the query string or in the body.</summary>
    protected static JsonObject List(
        SandboxRequest request, ResourceKind kind, string list, (string Parameter, string Field) token, string size, int most,
        Func<ResourceState, JsonNode> describe)
    {
        var given = request.Query(token.Parameter) ?? (request.Body.Length == 0 ? null : (string?)request.Json[token.Parameter]);
        var asked = request.Query(size) ?? (request.Body.Length == 0 ? null : request.Json[size]?.ToString());
        var after = given is null ? null
            : Marker.Decode(given) ?? throw new AwsError(400, "ValidationException", "The token is not valid.");
        var (items, last) = PolicyStore.Page(PolicyStore.All(request, kind), item => item.Arn, after, PolicyStore.Size(asked, most));
        var answer = new JsonObject { [list] = new JsonArray([.. items.Select(describe)]) };
        if (last is not null) answer[token.Field] = Marker.Encode(last);
        return answer;
    }

    protected static AwsError UnknownOperation(SandboxRequest request) =>
        new(404, "UnknownOperationException", $"The Sandbox does not know {request.Http.Request.Method} {request.RawPath}.");

    private static Task WriteAsync(SandboxRequest request, int status, JsonObject body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "application/json";
        request.Http.Response.ContentLength = bytes.Length;
        return request.Http.Response.Body.WriteAsync(bytes).AsTask();
    }
}
