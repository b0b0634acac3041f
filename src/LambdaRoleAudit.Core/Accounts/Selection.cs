using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// What somebody chose within the scope: by the names of functions, by the names of roles, and by objects in the pipeline. Each
/// narrows, none adds.
/// </summary>
public sealed record Selection
{
    /// <summary>The whole scope.</summary>
    public static Selection Everything { get; } = new();

    /// <summary>Functions by name, pattern or ARN; null for all.</summary>
    public IReadOnlyList<NameTest<LambdaFunction>>? Functions { get; init; }

    /// <summary>Roles by name, pattern or ARN, tested on the ARN; null for all.</summary>
    public IReadOnlyList<NameTest<string>>? Roles { get; init; }

    /// <summary>What came down the pipeline; null if there is none.</summary>
    public NamedObjects? Objects { get; init; }

    /// <summary>Nothing was chosen.</summary>
    public bool IsEverything => Functions is null && Roles is null && Objects is null;

    /// <summary>Something was to be chosen, and all of it was wrong: nothing is meant.</summary>
    public bool IsNothing => Functions is { Count: 0 } || Roles is { Count: 0 } || Objects is { IsEmpty: true };

    /// <summary>Is the function meant?</summary>
    public bool Has(LambdaFunction function) =>
        Functions?.Any(name => name.Matches(function)) != false
        && Roles?.Any(name => name.Matches(function.Role)) != false
        && Objects?.Has(function) != false;

    /// <summary>Is the role meant, by itself or by a function on it?</summary>
    public bool HasRole(string arn, IReadOnlyCollection<LambdaFunction> functionsOnIt) =>
        Functions?.Any(name => functionsOnIt.Any(function => name.Matches(function))) != false
        && Roles?.Any(name => name.Matches(arn)) != false
        && Objects?.HasRole(arn, functionsOnIt) != false;

    /// <summary>What was named and nothing has: a typo must not pass for an answer.</summary>
    /// <param name="account">What was read.</param>
    public IEnumerable<Problem> Missing(Account account)
    {
        foreach (var name in Functions ?? [])
            if (!account.Functions.Any(function => name.Matches(function)))
                yield return LookupProblems.FunctionNotFound(name.Text, account.UnreadRegions);
        foreach (var name in Roles ?? [])
        {
            if (!account.UsedRoles.Concat(account.UnreadRoles).Any(role => name.Matches(role.ToString()))
                && !account.Roles.Any(role => role.Exists && name.Matches(role.RoleArn)))
                yield return LookupProblems.RoleNotFound(name.Text, account.UnreadRegions);
        }

        if (Objects is null) yield break;
        var (functions, roles) = Objects.Missing(
            account.Functions,
            account.UsedRoles.Concat(account.UnreadRoles).Select(role => role.ToString())
                .Concat(account.Roles.Where(role => role.Exists).Select(role => role.RoleArn)));
        foreach (var name in functions) yield return LookupProblems.FunctionNotFound(name, account.UnreadRegions);
        foreach (var name in roles) yield return LookupProblems.RoleNotFound(name, account.UnreadRegions);
    }
}
