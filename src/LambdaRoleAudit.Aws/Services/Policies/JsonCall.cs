using System.Text.Json;
using LambdaRoleAudit.Aws.Wire;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>A request for a policy, in the terms of its protocol.</summary>
/// <param name="Body">The JSON body; null if there is none.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, its parts percent-encoded.</param>
internal sealed record JsonCall(object? Body = null, string Method = "POST", string Path = "/")
{
    /// <summary>The query string.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Returns the call of a GET operation.</summary>
    public static JsonCall Get(string path) => new(null, "GET", path);

    /// <summary>Returns the request.</summary>
    public WireRequest Request(string operation, string purpose)
    {
        var request = new WireRequest(operation, purpose)
        {
            Method = Method,
            Path = Path,
            Body = Body is null ? null : JsonSerializer.SerializeToUtf8Bytes(Body),
        };
        foreach (var (name, value) in Query) request.Parameters[name] = value;
        return request;
    }
}
