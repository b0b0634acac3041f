using System.Text.Json;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// Creates one text for all ways of writing the same policy: lists are sorted and have each value once, actions, operators and keys are in
/// one case, and there are no Sids and no Id. It is not a normal form of the meaning: "s3:*" with "s3:Get*" is not the same as "s3:*"
/// alone.
/// </summary>
internal static class PolicyCanonical
{
    public static string Of(PolicyDocument document) =>
        Join([
            .. document.Statements.Select(statement => statement.Canonical).Distinct(StringComparer.Ordinal),
            .. document.UnknownElements.Select(Quote)]);

    public static string Of(PolicyStatement statement)
    {
        // Parts that are not understood are compared literally.
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

    // Created from the patterns, not the values, because equal patterns can be written in several ways.
    private static string Element(string name, bool isNot, GlobSet patterns) =>
        $",\"{(isNot ? "Not" : "")}{name}\":{Join(patterns.Globs.Select(glob => Quote(glob.ToString())))}";

    private static string Join(IEnumerable<string> parts) =>
        $"[{string.Join(',', parts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}]";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
