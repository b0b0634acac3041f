using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>The execution roles of an account, each with the functions that run under it.</summary>
public static class ExecutionRoles
{
    /// <summary>Returns the query for the data that is needed.</summary>
    /// <param name="selection">The roles. If everything is selected, the roles that Lambda can assume or that a function names.</param>
    /// <param name="regions">The scope.</param>
    /// <param name="skipFunctions">True to not read functions, unless they select the roles.</param>
    public static AccountQuery Query(Selection selection, RegionSelection regions, bool skipFunctions) => new()
    {
        Regions = regions,
        Scope = regions,
        SkipFunctions = skipFunctions && selection.Functions is null && selection.Objects is not { Functions.Count: > 0 },
        Roles = NamesOf(selection) is null ? RoleReading.All : RoleReading.Chosen,
        ChooseRoles = account => NamesOf(selection)?.Invoke(account) ?? [],
    };

    /// <summary>Returns the roles, sorted by name.</summary>
    /// <param name="account">The account that was read.</param>
    /// <param name="selection">The roles.</param>
    /// <param name="skippedFunctions">True if functions were not read. It is then not known which functions use a role.</param>
    public static IEnumerable<ExecutionRole> Of(Account account, Selection selection, bool skippedFunctions)
    {
        var roles = selection.IsEverything
            ? account.Roles.Where(role => role.TrustsLambda || account.FunctionsOn(role.RoleArn).Count > 0)
            : account.Roles;
        var known = roles.Select(role => role.RoleArn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = account.HasAllRoles
            ? account.UsedRoles.Where(used => !known.Contains(used.ToString())).Select(AccountRoleReader.Missing)
            : [];
        var regions = account.Regions.ToArray();
        var unread = account.UnreadRegions.ToArray();
        var all = account.Inventory.FunctionCount;
        return roles.Concat(missing)
            .Where(role => selection.HasRole(role.RoleArn.Length > 0 ? role.RoleArn : role.RoleName, account.FunctionsOn(role.RoleArn)))
            .Where(role => role.Exists || account.FunctionsOn(role.RoleArn).Count > 0)
            .Select(role => skippedFunctions ? role : role with
            {
                Functions = [.. account.FunctionsOn(role.RoleArn)],
                IsShared = account.IsShared(role.RoleArn),
                IsComplete = role.IsComplete && account.IsRead,
                CoveredRegions = regions,
                CoveredFunctionCount = all,
                UnreadRegions = unread,
            })
            .OrderBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Returns a function that names the roles after functions are known, if a list of all roles is not needed: if all are names or ARNs,
    /// or if functions select them.
    /// </summary>
    private static Func<Account, IReadOnlyCollection<RoleReference>>? NamesOf(Selection selection)
    {
        if (selection.Functions is not null || selection.Objects is { Functions.Count: > 0 })
            return account =>
                [.. account.UsedRoles.Where(role => selection.HasRole(role.ToString(), account.FunctionsOn(role.ToString()))),
                    .. selection.Objects?.Roles ?? []];
        if (selection.Roles is { } names && names.All(name => RoleReference.TryParse(name.Text, out _)))
            return _ =>
                [.. names.Select(name =>
                    RoleReference.TryParse(name.Text, out var role) ? role : throw new InvalidOperationException(name.Text))];
        return selection.Objects is { Roles: var objects } && selection.Roles is null ? _ => objects : null;
    }
}
