using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>A complete request, and the scope of its signature.</summary>
public sealed class SandboxRequest
{
    public required HttpContext Http { get; init; }

    /// <summary>The path as it was sent, still percent-encoded.</summary>
    public required string RawPath { get; init; }

    public required string RawQuery { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The service and region of the signature's scope; empty if there is no signature.</summary>
    public required string Service { get; init; }

    public required string Region { get; init; }

    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>The operation, after it is known.</summary>
    public string Operation { get; set; } = "";

    /// <summary>The caller, after the signature is verified.</summary>
    public SandboxCredential Caller { get; set; } = null!;

    /// <summary>The caller's account.</summary>
    public AccountState Account { get; set; } = null!;

    /// <summary>The form of a Query request.</summary>
    public Dictionary<string, string> Form => field ??= QueryHelpers.ParseQuery(Encoding.UTF8.GetString(Body))
        .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The body of a JSON request.</summary>
    public JsonObject Json => field ??= Body.Length == 0 ? [] : JsonNode.Parse(Body) as JsonObject
        ?? throw new AwsError(400, "SerializationException", "Start of structure or map found where not expected.");

    /// <summary>Returns a value of the query string.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
