using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Lambda's responses: a document, a page of a list, an error.</summary>
internal static class LambdaAnswers
{
    private const int LongestPage = 50;

    public static AwsError Invalid(string message) => new(400, "InvalidParameterValueException", message);

    public static Task Answer(SandboxRequest request, int status, JsonNode body) =>
        Send(request, status, JsonSerializer.SerializeToUtf8Bytes(body));

    private static Task Send(SandboxRequest request, int status, ReadOnlyMemory<byte> body)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "application/json";
        request.Http.Response.ContentLength = body.Length;
        return request.Http.Response.Body.WriteAsync(body).AsTask();
    }

    /// <summary>
    /// Writes one page: "returns up to 50 functions per call" whatever MaxItems says (Lambda API reference, ListFunctions).
    /// </summary>
    public static Task WritePage(SandboxRequest request, string list, FunctionState[] functions)
    {
        var size = LongestPage;
        if (request.Query("MaxItems") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var items) || items is < 1 or > 10_000)
                throw Invalid(
                    $"1 validation error detected: Value '{text}' at 'maxItems' failed to satisfy constraint: Member must be between 1 "
                    + "and 10000");
            size = Math.Min(items, LongestPage);
        }

        var start = 0;
        if (request.Query("Marker") is { Length: > 0 } marker)
        {
            var last = Marker.Decode(marker)?.Split('|', 2) ?? [];
            if (last.Length != 2 || !int.TryParse(last[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                throw Invalid("Invalid Marker");
            // The index is correct unless functions were added or removed; in that case, the position is found by key.
            start = index < functions.Length && functions[index].FunctionArn == last[1]
                ? index + 1
                : Array.FindIndex(functions, function => string.CompareOrdinal(function.FunctionArn, last[1]) > 0) is >= 0 and var found
                    ? found
                    : functions.Length;
        }

        var end = Math.Min(functions.Length, start + size);
        var body = new MemoryStream((end - start) * 1500 + 200);
        body.Write(System.Text.Encoding.UTF8.GetBytes($$"""{"{{list}}":["""));
        for (var i = start; i < end; i++)
        {
            if (i > start) body.WriteByte((byte)',');
            body.Write(functions[i].Json);
        }

        body.WriteByte((byte)']');
        if (end < functions.Length)
        {
            var next = Marker.Encode(string.Create(CultureInfo.InvariantCulture, $"{end - 1}|{functions[end - 1].FunctionArn}"));
            body.Write(System.Text.Encoding.UTF8.GetBytes($$""","NextMarker":"{{next}}" """));
        }

        body.WriteByte((byte)'}');
        return Send(request, 200, body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
