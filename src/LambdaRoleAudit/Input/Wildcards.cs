using System.Management.Automation;

namespace LambdaRoleAudit.Input;

/// <summary>PowerShell's wildcards, independent of case and culture.</summary>
internal static class Wildcards
{
    /// <summary>Returns the test for a pattern.</summary>
    public static Predicate<string> Matching(string pattern) =>
        new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch;

    /// <summary>Returns the test for any of the patterns; null if there are none.</summary>
    public static Predicate<string>? Any(string[]? patterns)
    {
        if (patterns is null) return null;
        var tests = patterns.Select(Matching).ToList();
        return text => tests.Exists(test => test(text));
    }
}
