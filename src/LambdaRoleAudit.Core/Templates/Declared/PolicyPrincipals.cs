using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The principals of a resource's policy that can be a role. An account is none: it only lets the account's own policies decide (IAM user
/// guide, "AWS JSON policy elements: Principal").
/// </summary>
internal static partial class PolicyPrincipals
{
    private static readonly string[] OfOthers = ["Service", "Federated", "CanonicalUser"];

    /// <summary>Returns the principals of the statements that allow something, as people read them, each once.</summary>
    public static IReadOnlyList<string> Of(string document) => PolicyJson.Statements(document) is { } statements
        ? [.. statements.Where(one => !IsText(one["Effect"], "Deny")).SelectMany(OfStatement).Distinct(StringComparer.Ordinal)]
        : [ResourcePolicy.NotKnown];

    private static IEnumerable<string> OfStatement(JsonObject statement) =>
        statement["NotPrincipal"] is not null ? [ResourcePolicy.Anybody]
        : statement["Principal"] switch
        {
            JsonObject kinds => kinds.Where(kind => !OfOthers.Contains(kind.Key, StringComparer.Ordinal))
                .SelectMany(kind => Texts(kind.Value)),
            var one => Texts(one),
        };

    private static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(Texts),
        JsonValue text when text.TryGetValue<string>(out var principal) => Shown(principal) is { } shown ? [shown] : [],
        _ => [ResourcePolicy.NotKnown],
    };

    private static string? Shown(string principal)
    {
        if (principal == "*") return ResourcePolicy.Anybody;
        var shown = Symbol.Shown(principal);
        return NoRole().IsMatch(shown) ? null : shown;
    }

    private static bool IsText(JsonNode? node, string text) =>
        node is JsonValue value && value.TryGetValue<string>(out var own) && own == text;

    /// <summary>An account, or a user of one.</summary>
    [GeneratedRegex(@"^(?:|[0-9]{12}|\$\{AWS::AccountId\}|arn:.+:iam::.*:(?:root|user/.*))$")]
    private static partial Regex NoRole();
}
