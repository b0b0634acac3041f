using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Compares the code and the configuration of two versions, the role aside. An alias moves only between versions that are equal: publishing
/// anything else would ship code or settings that nobody released.
/// </summary>
/// <param name="Differences">The fields that differ: CodeSha256, fields of the configuration, and names of environment variables.</param>
/// <param name="Unknown">The fields that cannot be compared.</param>
public sealed record AliasComparison(IReadOnlyList<string> Differences, IReadOnlyList<string> Unknown)
{
    /// <summary>True if everything was compared and nothing differs.</summary>
    public bool IsEqual => Differences.Count == 0 && Unknown.Count == 0;

    /// <summary>Returns the comparison of two versions of one function.</summary>
    /// <param name="one">A version, or the function itself.</param>
    /// <param name="other">Another version.</param>
    public static AliasComparison Of(FunctionVersion one, FunctionVersion other)
    {
        var unknown = one.Settings.Unreadable.Union(other.Settings.Unreadable, StringComparer.Ordinal).ToList();
        if (one.Detail.CodeSha256 is null || other.Detail.CodeSha256 is null) unknown.Add("CodeSha256");
        return new AliasComparison(
            [.. one.Settings.DifferencesFrom(other.Settings).Where(name => !unknown.Exists(field => IsPartOf(name, field)))],
            [.. unknown.Order(StringComparer.Ordinal)]);
    }

    private static bool IsPartOf(string name, string field) =>
        name == field || (field == "Environment" && name.StartsWith("environment variable ", StringComparison.Ordinal));
}
