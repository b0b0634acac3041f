using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What can be wrong with names that an inventory is asked for, in words.</summary>
public static class LookupProblems
{
    /// <summary>-Region has names that are no regions, or patterns that no region matches: nothing is done.</summary>
    /// <param name="texts">The names and patterns.</param>
    /// <param name="partition">The partition of the credentials; null if there are none.</param>
    internal static Problem UnknownRegion(IReadOnlyList<(string Text, bool IsLiteral)> texts, string? partition)
    {
        var names = texts.Where(text => text.IsLiteral).Select(text => $"'{text.Text}'").ToList();
        var patterns = texts.Where(text => !text.IsLiteral).Select(text => $"'{text.Text}'").ToList();
        const string advice =
            "Check the spelling; -Region completes the names. Regions of another partition need credentials of that partition. Nothing "
            + "was done.";
        var target = string.Join(", ", texts.Select(text => text.Text));
        var unmatched = patterns.Count > 0 ? $"No region of this account matches {string.Join(", ", patterns)}." : "";
        return names.Count == 0
            ? new Problem("NoRegionMatches", ProblemKind.InvalidInput, $"No region matches {string.Join(", ", patterns)}.", advice, target)
            : new Problem(
                "UnknownRegion", ProblemKind.InvalidInput,
                $"{(partition is null ? "AWS" : $"Partition {partition}")} has no region {string.Join(", ", names)}. {unmatched}".TrimEnd(),
                advice, target);
    }

    /// <summary>No function has that name.</summary>
    public static Problem FunctionNotFound(string name, IReadOnlyCollection<string> unreadRegions) => new(
        "FunctionNotFound", ProblemKind.NotFound,
        $"No function '{name}' was found{Besides(unreadRegions)}.",
        "Check the spelling, the account and the regions (-Region).", name);

    /// <summary>No role has that name.</summary>
    public static Problem RoleNotFound(string name, IReadOnlyCollection<string> unreadRegions) => new(
        "RoleNotFound", ProblemKind.NotFound,
        $"No role '{name}' was found{Besides(unreadRegions)}.",
        "Check the spelling, the account and the regions (-Region). Get-LambdaExecutionRole shows roles that no function uses too.", name);

    /// <summary>Functions of one name are in several regions, and one was meant.</summary>
    public static Problem AmbiguousFunction(string name, IEnumerable<string> regions) => new(
        "FunctionInSeveralRegions", ProblemKind.InvalidInput,
        $"There is a function '{name}' in {string.Join(", ", regions)}.",
        "Name its region with -Region, or the function by its ARN.", name);

    /// <summary>A function's ARN and the object that it stands in name two regions.</summary>
    public static Problem FunctionInAnotherRegion(string name, string arnRegion, string givenRegion) => new(
        "FunctionInAnotherRegion", ProblemKind.InvalidInput,
        $"Function '{name}' is in {arnRegion} by its ARN, and its object says {givenRegion}.",
        "Leave out one of the two.", name);

    /// <summary>A function's ARN names another account than the one that was asked.</summary>
    public static Problem FunctionOfAnotherAccount(string name, string arnAccount, string account) => new(
        "FunctionOfAnotherAccount", ProblemKind.InvalidInput,
        $"The ARN of function '{name}' names account {arnAccount}, and the credentials are of account {account}.",
        "Use credentials of the function's account, or correct the ARN.", name);

    /// <summary>A function is named by an ARN or an object of a region that -Region leaves out.</summary>
    public static Problem FunctionOutsideScope(string name, string region) => new(
        "FunctionInAnotherRegion", ProblemKind.InvalidInput,
        $"Function '{name}' is in {region}, and -Region leaves that region out.",
        "Leave -Region out, or name the function's region with it.", name);

    private static string Besides(IReadOnlyCollection<string> unreadRegions) =>
        unreadRegions.Count == 0 ? "" : $"; not read: {string.Join(", ", unreadRegions)}";
}
