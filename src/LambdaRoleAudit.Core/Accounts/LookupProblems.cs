using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Errors for names that match nothing, with the regions that could not be read.</summary>
public static class LookupProblems
{
    /// <summary>-Region has names that are not regions, or patterns that match no region. The command does nothing.</summary>
    /// <param name="texts">The names and patterns.</param>
    /// <param name="partition">The partition of the credentials; null if there are none.</param>
    internal static Problem UnknownRegion(IReadOnlyList<(string Text, bool IsLiteral)> texts, string? partition)
    {
        var regions = Quoted(texts.Where(text => text.IsLiteral));
        var patterns = Quoted(texts.Where(text => !text.IsLiteral));
        var place = partition is null ? "AWS" : $"Partition {partition}";
        var target = string.Join(", ", texts.Select(text => text.Text));
        return regions.Length == 0 ? LookupErrors.NoRegionMatches.About(target, ("patterns", patterns))
            : patterns.Length == 0 ? LookupErrors.UnknownRegion.About(target, ("partition", place), ("regions", regions))
            : LookupErrors.UnknownRegionAndPattern.About(
                target, ("partition", place), ("regions", regions), ("patterns", patterns));
    }

    /// <summary>No function has the name.</summary>
    public static Problem FunctionNotFound(string name, IReadOnlyCollection<string> unreadRegions) => unreadRegions.Count == 0
        ? LookupErrors.FunctionNotFound.About(name, ("function", name))
        : LookupErrors.FunctionNotFoundSomeUnread.About(name, ("function", name), ("regions", string.Join(", ", unreadRegions)));

    /// <summary>-KeepFunction specifies a function that does not exist.</summary>
    public static Problem KeptFunctionNotFound(string name, IReadOnlyCollection<string> unreadRegions) => unreadRegions.Count == 0
        ? LookupErrors.KeptFunctionNotFound.About(name, ("function", name))
        : LookupErrors.KeptFunctionNotFoundSomeUnread.About(name, ("function", name), ("regions", string.Join(", ", unreadRegions)));

    /// <summary>No role has the name.</summary>
    public static Problem RoleNotFound(string name, IReadOnlyCollection<string> unreadRegions) => unreadRegions.Count == 0
        ? LookupErrors.RoleNotFound.About(name, ("role", name))
        : LookupErrors.RoleNotFoundSomeUnread.About(name, ("role", name), ("regions", string.Join(", ", unreadRegions)));

    private static string Quoted(IEnumerable<(string Text, bool IsLiteral)> texts) =>
        string.Join(", ", texts.Select(text => $"'{text.Text}'"));
}
