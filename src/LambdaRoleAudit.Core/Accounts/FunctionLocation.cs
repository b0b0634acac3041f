using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>One function that somebody named, and where it is to be looked for.</summary>
/// <param name="Function">The name, ARN or partial ARN.</param>
/// <param name="ObjectRegion">The region of the object in the pipeline that named it; null if it was a name.</param>
public sealed record FunctionLocation(FunctionReference Function, string? ObjectRegion)
{
    /// <summary>The test that a wildcard makes: it stands for every function that it matches. Null for one function.</summary>
    public Predicate<LambdaFunction>? Pattern { get; init; }

    /// <summary>The functions that are meant: a wildcard's, one by one.</summary>
    /// <param name="locations">Names and wildcards.</param>
    /// <param name="account">The account that <see cref="Query"/> has read.</param>
    /// <param name="scope">The regions to look in.</param>
    /// <param name="onProblem">Told of a wildcard that matches nothing.</param>
    public static IEnumerable<FunctionLocation> Expand(IEnumerable<FunctionLocation> locations, Account account, RegionSelection scope, Action<Problem> onProblem)
    {
        foreach (var location in locations)
        {
            if (location.Pattern is null) yield return location;
            else
            {
                var found = location.Matching(account, scope).ToList();
                if (found.Count == 0) onProblem(LookupProblems.FunctionNotFound(location.Function.FunctionName, account.UnreadRegions));
                foreach (var function in found) yield return new FunctionLocation(new FunctionReference(function.FunctionName, function.Region, function.AccountId, null), null);
            }
        }
    }

    /// <summary>The region, if the name, the object or a scope of one region says it; else functions have to be listed.</summary>
    public string? RegionIn(RegionSelection scope) => Function.Region ?? ObjectRegion ?? scope.Single;

    /// <summary>What reads these functions: with a listing if a region is not known.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="scope">The regions to look in.</param>
    /// <param name="query">What else is read.</param>
    public static AccountQuery Query(IReadOnlyList<FunctionLocation> functions, RegionSelection scope, AccountQuery query) => query with
    {
        Scope = scope,
        SkipFunctions = query.SkipFunctions && functions.All(function => function.Pattern is null && function.RegionIn(scope) is not null),
        ChooseFunctions = account => functions
            .SelectMany(function => function.Pattern is not null ? function.Matching(account, scope) : function.TryFind(account, scope) is { } found ? [found] : [])
            .DistinctBy(found => (found.Region, found.FunctionName)),
        IncludeMappingsOfChosen = true,
    };

    /// <summary>The function as it was read, with its event source mappings; null if that failed, which was told.</summary>
    /// <exception cref="ProblemException">It is not there, in several regions, or outside the scope.</exception>
    public (FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings)? In(Account account, RegionSelection scope)
    {
        var found = Find(account, scope);
        var detail = account.Details.FirstOrDefault(one => one.Function.FunctionName == found.FunctionName && one.Function.Region == found.Region);
        return detail is null ? null : (detail, account.MappingsOf(detail.Function) ?? []);
    }

    private IEnumerable<LambdaFunction> Matching(Account account, RegionSelection scope) =>
        account.Functions.Where(function => !function.IsPublishedVersion && scope.Matches(function.Region) && Pattern!(function));

    private LambdaFunction? TryFind(Account account, RegionSelection scope)
    {
        try
        {
            return Find(account, scope);
        }
        catch (ProblemException)
        {
            // Told when the function is asked for.
            return null;
        }
    }

    private LambdaFunction Find(Account account, RegionSelection scope)
    {
        if (Function.Region is { } own && ObjectRegion is { } given && !own.Equals(given, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(LookupProblems.FunctionInAnotherRegion(Function.FunctionName, own, given));
        if (RegionIn(scope) is { } region)
        {
            if (!scope.Matches(region)) throw new ProblemException(LookupProblems.FunctionOutsideScope(Function.FunctionName, region));
            return new LambdaFunction
            {
                FunctionName = Function.FunctionName, FunctionArn = "", Role = "", Region = region.ToLowerInvariant(), AccountId = Function.AccountId ?? "", Version = LambdaFunction.Latest,
            };
        }

        var found = account.Functions.Where(function => !function.IsPublishedVersion && function.FunctionName == Function.FunctionName && scope.Matches(function.Region)).ToList();
        return found.Count switch
        {
            0 => throw new ProblemException(LookupProblems.FunctionNotFound(Function.FunctionName, account.UnreadRegions)),
            1 => found[0],
            _ => throw new ProblemException(LookupProblems.AmbiguousFunction(Function.FunctionName, found.Select(function => function.Region).Order(StringComparer.Ordinal))),
        };
    }
}
