using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The functions and roles that the user selected within the scope: by function name, by role name, and by pipeline objects. Each of these
/// narrows the selection.
/// </summary>
public sealed record Selection
{
    /// <summary>The entire scope.</summary>
    public static Selection Everything { get; } = new();

    /// <summary>The functions, by name, pattern or ARN; null for all.</summary>
    public IReadOnlyList<NameTest<LambdaFunction>>? Functions { get; init; }

    /// <summary>The roles, by name, pattern or ARN, tested on the ARN; null for all.</summary>
    public IReadOnlyList<NameTest<string>>? Roles { get; init; }

    /// <summary>The objects from the pipeline; null if there are none.</summary>
    public NamedObjects? Objects { get; init; }

    /// <summary>True if nothing was selected.</summary>
    public bool IsEverything => Functions is null && Roles is null && Objects is null;

    /// <summary>True if everything that was specified was invalid, so that nothing is selected.</summary>
    public bool IsNothing => Functions is { Count: 0 } || Roles is { Count: 0 } || Objects is { IsEmpty: true };

    /// <summary>Returns true if the function is selected.</summary>
    public bool Has(LambdaFunction function) =>
        Functions?.Any(name => name.Matches(function)) != false
        && Roles?.Any(name => name.Matches(function.Role)) != false
        && Objects?.Has(function) != false;

    /// <summary>Returns true if the role is selected, directly or by a function that uses it.</summary>
    public bool HasRole(string arn, IReadOnlyCollection<LambdaFunction> functionsOnIt) =>
        Functions?.Any(name => functionsOnIt.Any(function => name.Matches(function))) != false
        && Roles?.Any(name => name.Matches(arn)) != false
        && Objects?.HasRole(arn, functionsOnIt) != false;

    /// <summary>Returns a problem for each name that matches nothing. A typo must not look like an empty result.</summary>
    /// <param name="account">The account that was read.</param>
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
