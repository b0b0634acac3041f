using System.Text.Json;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// One text for all ways of writing the same: lists sorted and each value once, actions, operators and keys in one case, no
/// Sid, no Id. Not a normal form of meaning: "s3:*" beside "s3:Get*" is not taken for "s3:*" alone.
/// </summary>
internal static class PolicyCanonical
{
    public static string Of(PolicyDocument document) =>
        Join([
            .. document.Statements.Select(statement => statement.Canonical).Distinct(StringComparer.Ordinal),
            .. document.UnknownElements.Select(Quote)]);

    public static string Of(PolicyStatement statement)
    {
        // What is not understood is compared to the letter.
        if (statement.IsUnknown)
            return $"{{\"Unknown\":{Quote(statement.Text)},\"Variables\":{(statement.UsesVariables ? "true" : "false")}}}";
        var resources = statement.Resources is { } r ? Element("Resource", r.IsNot, r.Patterns) : "";
        var principals = statement.Principals is { } p ? Element("Principal", p.IsNot, p.Patterns) : "";
        return $"{{\"Effect\":\"{statement.Effect}\"{principals}{Element("Action", statement.Actions.IsNot, statement.Actions.Patterns)}"
            + $"{resources}"
            + $",\"Condition\":{Join(statement.Conditions.Select(condition => condition.Canonical))}"
            + $"{(statement.UsesVariables ? ",\"Variables\":true" : "")}}}";
    }

    public static string Of(PolicyCondition condition) =>
        $"{{\"{condition.Operator?.ToString() ?? condition.OperatorText}\":{{{Quote(condition.Key.ToLowerInvariant())}:"
        + $"{Join(condition.Values.Select(Quote))}}}{(condition.UsesVariables ? ",\"Variables\":true" : "")}}}";

    // From the patterns, not the values: equal patterns may be written in several ways.
    private static string Element(string name, bool isNot, GlobSet patterns) =>
        $",\"{(isNot ? "Not" : "")}{name}\":{Join(patterns.Globs.Select(glob => Quote(glob.ToString())))}";

    private static string Join(IEnumerable<string> parts) =>
        $"[{string.Join(',', parts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}]";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
