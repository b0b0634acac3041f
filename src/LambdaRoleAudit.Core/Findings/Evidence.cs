using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>Formats the evidence of findings.</summary>
internal static class Evidence
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string UsedLast = "Last used ";
    private const string NotUsed = "Not used";
    private const string NotRead = "When it was last used is unknown";

    /// <summary>Returns the statement, its policy, and its position there.</summary>
    public static string Of(RoleGrants grants, PolicyStatement statement) =>
        Of(grants.PolicyOf(statement), statement);

    /// <inheritdoc cref="Of(RoleGrants, PolicyStatement)"/>
    public static string Of(RolePolicy? policy, PolicyStatement statement) =>
        $"{(policy is null ? "its policies" : $"policy {policy.PolicyName}")}, {statement.Path}: {Line(statement.Text)}";

    /// <summary>Returns evidence without the date of a role's last use, which changes.</summary>
    public static string Lasting(string evidence)
    {
        var at = new[] { UsedLast, NotUsed, NotRead }.Max(words => evidence.IndexOf(words, StringComparison.Ordinal));
        return at < 0 ? evidence : evidence[..at];
    }

    /// <summary>Returns when a role was last used, as far as IAM records it.</summary>
    public static string LastUse(ExecutionRole role) => role.LastUsed is { } used
        ? FormattableString.Invariant(
            $"{UsedLast}{used.UtcDateTime:yyyy-MM-dd}{(role.LastUsedRegion is { } region ? $" in {region}" : "")}.")
        : !role.IsLastUseRead ? $"{NotRead}: the input does not contain it."
        : $"{NotUsed} within IAM's tracking period of 400 days.";

    /// <summary>Returns a statement's text on one line, in the same form whoever wrote it.</summary>
    public static string Line(string text) => JsonNode.Parse(text)!.ToJsonString(Plain);
}
