using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>What the framework grants to the shared role because of other functions, beside the logs of each.</summary>
/// <param name="shared">What the framework grants to the shared role.</param>
internal sealed class ServerlessGrantsLeft(ServerlessGrant shared)
{
    private readonly List<(string Text, string[] Grants)> _all =
    [
        .. shared.Statements.Where(one => one["Effect"]?.ToString() == "Allow")
            .Select(one => (one.ToJsonString(), GrantsOf(one))).Where(one => one.Item2.Length > 0),
        .. shared.ManagedPolicies.Select(one => (one.ToJsonString(), new[] { TextOf(one) })),
        .. shared.Trust.Select(one => (one, new[] { $"trust of {one}" })),
    ];

    /// <summary>Returns the actions, managed policies and trusted services that another grant does not have.</summary>
    public IReadOnlyList<string> Than(ServerlessGrant own)
    {
        var known = own.Statements.Concat(own.ManagedPolicies).Select(one => one.ToJsonString()).Concat(own.Trust)
            .ToHashSet(StringComparer.Ordinal);
        return [.. _all.Where(one => !known.Contains(one.Text)).SelectMany(one => one.Grants).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The actions of a statement, without those of each function's logs.</summary>
    private static string[] GrantsOf(JsonNode statement)
    {
        string[] actions = statement["Action"] is JsonArray list ? [.. list.Select(TextOf)] : [TextOf(statement["Action"])];
        return ServerlessGrants.AreLogs(actions) ? [] : actions;
    }

    private static string TextOf(JsonNode? node) => node switch
    {
        JsonValue text => text.ToString(),
        JsonObject { Count: 1 } call when call.First().Value is JsonValue text => text.ToString(),
        _ => ServerlessYaml.Json(node),
    };
}
