using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The common part of services with the AWS JSON protocol that keep policies of resources.</summary>
public abstract class PolicyJsonService(SandboxState state, string signingName) : JsonService(signingName)
{
    internal PolicyStore Store { get; } = new(state);

    protected sealed override Task<JsonObject> AnswerAsync(SandboxRequest request)
    {
        lock (request.Account.Lock) return Task.FromResult(Answer(request));
    }

    /// <summary>Executes the operation, while the account is locked.</summary>
    protected abstract JsonObject Answer(SandboxRequest request);

    /// <summary>Returns a text of the request; null if it is missing.</summary>
    protected static string? Text(SandboxRequest request, string name) => (string?)request.Json[name];

    /// <summary>Returns a page of a list, with a token that clients cannot interpret.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">The kind of resource.</param>
    /// <param name="list">The field of the list.</param>
    /// <param name="token">The field and parameter of the token.</param>
    /// <param name="size">The parameter for the size of a page.</param>
    /// <param name="most">The maximum size of a page.</param>
    /// <param name="describe">Describes a resource.</param>
    protected static JsonObject List(
        SandboxRequest request, ResourceKind kind, string list, string token, string size, int most, Func<ResourceState, JsonNode> describe)
    {
        var after = Text(request, token) is { } given
            ? Marker.Decode(given) ?? throw new AwsError(400, "InvalidNextTokenException", "The token is not valid.")
            : null;
        var (items, last) = PolicyStore.Page(
            PolicyStore.All(request, kind), item => item.Arn, after, PolicyStore.Size(request.Json[size], most));
        var answer = new JsonObject { [list] = new JsonArray([.. items.Select(describe)]) };
        if (last is not null) answer[token] = Marker.Encode(last);
        return answer;
    }
}
