using System.Management.Automation;

namespace LambdaRoleAudit.Input;

/// <summary>PowerShell's wildcards, without case and without culture.</summary>
internal static class Wildcards
{
    /// <summary>The test that a pattern makes.</summary>
    public static Predicate<string> Matching(string pattern) =>
        new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch;

    /// <summary>The test that any of the patterns makes; null where there is none.</summary>
    public static Predicate<string>? Any(string[]? patterns)
    {
        if (patterns is null) return null;
        var tests = patterns.Select(Matching).ToList();
        return text => tests.Exists(test => test(text));
    }
}
