using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>How findings show what they rest on.</summary>
internal static class Evidence
{
    private const int LongestStatement = 240;
    private const int MostNamed = 5;

    /// <summary>The statement, the policy that it stands in, and where there.</summary>
    public static string Of(RoleGrants grants, PolicyStatement statement) =>
        Of(grants.PolicyOf(statement), statement);

    /// <inheritdoc cref="Of(RoleGrants, PolicyStatement)"/>
    public static string Of(RolePolicy? policy, PolicyStatement statement) =>
        $"{(policy is null ? "its policies" : $"policy {policy.PolicyName}")}, {statement.Path}: {Cut(statement.Text)}";

    /// <summary>The first few, and how many more there are.</summary>
    public static string Few(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= MostNamed ? string.Join(", ", all) : FormattableString.Invariant($"{string.Join(", ", all.Take(MostNamed))} and {all.Count - MostNamed} more");
    }

    /// <summary>When a role was last used, as far as IAM tells.</summary>
    public static string LastUse(ExecutionRole role) => role.LastUsed is { } used
        ? FormattableString.Invariant($"Last used {used.UtcDateTime:yyyy-MM-dd}{(role.LastUsedRegion is { } region ? $" in {region}" : "")}.")
        : "Not used within IAM's tracking period of 400 days.";

    private static string Cut(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestStatement ? line : $"{line[..LongestStatement]}…";
    }
}
