using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>A function that the user named, and the region in which to look for it.</summary>
/// <param name="Function">The name, ARN or partial ARN.</param>
/// <param name="ObjectRegion">The region of the pipeline object that named the function; null if it was named by a string.</param>
public sealed record FunctionLocation(FunctionReference Function, string? ObjectRegion)
{
    /// <summary>The test of a wildcard, which stands for every function that matches. Null for a single function.</summary>
    public Predicate<LambdaFunction>? Pattern { get; init; }

    /// <summary>Returns the functions that are meant. A wildcard is expanded to single functions.</summary>
    /// <param name="locations">The names and wildcards.</param>
    /// <param name="account">The account that was read with <see cref="Query"/>.</param>
    /// <param name="scope">The regions to look in.</param>
    /// <param name="onProblem">Receives wildcards that match nothing.</param>
    public static IEnumerable<FunctionLocation> Expand(
        IEnumerable<FunctionLocation> locations, Account account, RegionSelection scope, Action<Problem> onProblem)
    {
        foreach (var location in locations)
        {
            if (location.Pattern is null) yield return location;
            else
            {
                var found = location.Matching(account, scope).ToList();
                if (found.Count == 0) onProblem(LookupProblems.FunctionNotFound(location.Function.FunctionName, account.UnreadRegions));
                foreach (var function in found)
                    yield return new FunctionLocation(
                        new FunctionReference(function.FunctionName, function.Region, function.AccountId, null), null);
            }
        }
    }

    /// <summary>
    /// Returns the region, if the name, the object or a scope of one region specifies it. Otherwise functions have to be listed.
    /// </summary>
    public string? RegionIn(RegionSelection scope) => Function.Region ?? ObjectRegion ?? scope.Single;

    /// <summary>Returns the query that reads these functions. It includes a list of functions if a region is not known.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="scope">The regions to look in.</param>
    /// <param name="query">The other data to read.</param>
    public static AccountQuery Query(IReadOnlyList<FunctionLocation> functions, RegionSelection scope, AccountQuery query) => query with
    {
        Scope = scope,
        SkipFunctions = query.SkipFunctions && functions.All(function => function.Pattern is null && function.RegionIn(scope) is not null),
        ChooseFunctions = account => functions
            .SelectMany(function =>
                function.Pattern is not null
                    ? function.Matching(account, scope)
                    : function.Find(account, scope).Found is { } found ? [found] : [])
            .DistinctBy(found => (found.Region, found.FunctionName)),
        IncludeMappingsOfChosen = true,
    };

    /// <summary>Returns the functions that match the names. Names that match none of the functions are reported.</summary>
    /// <param name="locations">The functions from the pipeline.</param>
    /// <param name="names">The names.</param>
    /// <param name="onProblem">Receives names that match no function.</param>
    public static IEnumerable<FunctionLocation> Narrow(
        IReadOnlyList<FunctionLocation> locations, IReadOnlyList<NameTest<LambdaFunction>> names, Action<Problem> onProblem)
    {
        foreach (var name in names)
            if (!locations.Any(location => name.Matches(location.AsFunction(location.Function.Region ?? location.ObjectRegion))))
                onProblem(LookupProblems.FunctionNotFound(name.Text, []));
        return locations.Where(location =>
            names.Any(name => name.Matches(location.AsFunction(location.Function.Region ?? location.ObjectRegion))));
    }

    /// <summary>Returns the function as it was read, with its event source mappings; null if reading failed, which was reported.</summary>
    /// <exception cref="ProblemException">The function does not exist, exists in several regions, is in another account, or is outside the
    /// scope.</exception>
    public (FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings)? In(Account account, RegionSelection scope)
    {
        var (found, problem) = Find(account, scope);
        if (problem is not null) throw new ProblemException(problem);
        var detail =
            account.Details.FirstOrDefault(one => one.Function.FunctionName == found!.FunctionName && one.Function.Region == found.Region);
        // Lambda was called with the name only, so an ARN of another account means a different function.
        if (detail is not null && Function.AccountId is { } accountId && accountId != detail.Function.AccountId)
            throw new ProblemException(LookupErrors.FunctionOfAnotherAccount.About(
                Function.FunctionName, ("function", Function.FunctionName), ("arnAccount", accountId),
                ("account", detail.Function.AccountId)));
        return detail is null ? null : (detail, account.MappingsOf(detail.Function) ?? []);
    }

    private IEnumerable<LambdaFunction> Matching(Account account, RegionSelection scope) =>
        account.Functions.Where(function => !function.IsPublishedVersion && scope.Matches(function.Region) && Pattern!(function));

    /// <summary>Returns the function as far as its name, ARN or object describes it.</summary>
    private LambdaFunction AsFunction(string? region) => new()
    {
        FunctionName = Function.FunctionName, FunctionArn = "", Role = "", Region = (region ?? "").ToLowerInvariant(),
        AccountId = Function.AccountId ?? "", Version = LambdaFunction.Latest,
    };

    private (LambdaFunction? Found, Problem? Problem) Find(Account account, RegionSelection scope)
    {
        if (Function.Region is { } own && ObjectRegion is { } given && !own.Equals(given, StringComparison.OrdinalIgnoreCase))
            return (null, LookupErrors.FunctionInAnotherRegion.About(
                Function.FunctionName, ("function", Function.FunctionName), ("arnRegion", own), ("objectRegion", given)));
        if (RegionIn(scope) is { } region)
            return scope.Matches(region)
                ? (AsFunction(region), null)
                : (null, LookupErrors.FunctionOutsideScope.About(
                    Function.FunctionName, ("function", Function.FunctionName), ("region", region)));
        var found =
            account.Functions.Where(function =>
                !function.IsPublishedVersion && function.FunctionName == Function.FunctionName && scope.Matches(function.Region)).ToList();
        return found.Count switch
        {
            0 => (null, LookupProblems.FunctionNotFound(Function.FunctionName, account.UnreadRegions)),
            1 => (found[0], null),
            _ =>
                (null, LookupErrors.FunctionInSeveralRegions.About(
                    Function.FunctionName, ("function", Function.FunctionName),
                    ("regions", string.Join(", ", found.Select(function => function.Region).Order(StringComparer.Ordinal))))),
        };
    }
}
