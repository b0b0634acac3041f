using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Audit;

/// <summary>
/// Finds the execution roles that more than one function uses. Source of the rule: Trend Micro Conformity Lambda-006.
/// Roles are global in an account (IAM user guide, "Regions and endpoints"): functions are compared across all regions.
/// </summary>
public static class SharedRoleAudit
{
    /// <summary>The shared roles, most shared first, then by name and ARN.</summary>
    public static IReadOnlyList<SharedLambdaRole> Find(FunctionInventory inventory, SharedRoleQuery query)
    {
        var unread = inventory.UnreadRegions.ToArray();
        return
        [
            .. inventory.ByRole(query.MinimumFunctionCount)
                .Select(functions => (Functions: functions, Count: CountFunctions(functions)))
                .Where(role => role.Count >= query.MinimumFunctionCount && IsShown(role.Functions, query))
                .Select(role => Describe(role.Functions, role.Count, unread, inventory.IsComplete))
                .OrderByDescending(role => role.FunctionCount)
                .ThenBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase)
                .ThenBy(role => role.RoleArn, StringComparer.Ordinal),
        ];
    }

    /// <summary>Names that were asked for and that nothing has: a role that is not shared is an answer, a name mistyped is none.</summary>
    /// <param name="inventory">What was read.</param>
    /// <param name="roleNames">Names of roles, not patterns.</param>
    /// <param name="functionNames">Names of functions, not patterns.</param>
    public static IReadOnlyList<Problem> Missing(FunctionInventory inventory, IReadOnlyCollection<string> roleNames, IReadOnlyCollection<string> functionNames)
    {
        if (roleNames.Count == 0 && functionNames.Count == 0) return [];
        var roles = new HashSet<string>(roleNames, StringComparer.OrdinalIgnoreCase);
        var functions = new HashSet<string>(functionNames, StringComparer.OrdinalIgnoreCase);
        foreach (var function in inventory.Functions)
        {
            roles.Remove(Arn.NameIn(function.Role));
            functions.Remove(function.FunctionName);
        }

        return
        [
            .. roleNames.Where(roles.Contains).Select(name => InventoryProblems.RoleNotUsed(name, inventory.UnreadRegions)),
            .. functionNames.Where(functions.Contains).Select(name => InventoryProblems.FunctionNotFound(name, inventory.UnreadRegions)),
        ];
    }

    /// <summary>Versions of one function on one role do not share it.</summary>
    private static int CountFunctions(List<LambdaFunction> functions) =>
        functions.DistinctBy(function => (function.AccountId, function.Region, function.FunctionName)).Count();

    private static bool IsShown(List<LambdaFunction> functions, SharedRoleQuery query) =>
        (query.RoleName is null || query.RoleName(Arn.NameIn(functions[0].Role)))
        && (query.FunctionName is null || functions.Any(function => query.FunctionName(function.FunctionName)));

    private static SharedLambdaRole Describe(List<LambdaFunction> functions, int count, string[] unread, bool isComplete)
    {
        // Where the spelling differs, the first in order, so that the answer does not hang on the order of arrival.
        var arn = functions.Select(function => function.Role).Min(StringComparer.Ordinal)!;
        Arn.TryParseRole(arn, out var role);
        return new SharedLambdaRole
        {
            RoleName = role!.RoleName,
            RoleArn = arn,
            AccountId = role.AccountId,
            FunctionCount = count,
            Regions = [.. functions.Select(function => function.Region).Where(region => region.Length > 0).Distinct().Order(StringComparer.Ordinal)],
            Functions = Sorted(functions),
            IsComplete = isComplete,
            UnreadRegions = unread,
        };
    }

    private static LambdaFunction[] Sorted(List<LambdaFunction> functions)
    {
        var sorted = functions.ToArray();
        Array.Sort(sorted, static (one, other) =>
        {
            var order = string.CompareOrdinal(one.Region, other.Region);
            if (order == 0) order = string.CompareOrdinal(one.FunctionName, other.FunctionName);
            if (order == 0) order = one.IsPublishedVersion.CompareTo(other.IsPublishedVersion);
            if (order == 0) order = one.Version.Length.CompareTo(other.Version.Length);
            if (order == 0) order = string.CompareOrdinal(one.Version, other.Version);
            return order != 0 ? order : string.CompareOrdinal(one.FunctionArn, other.FunctionArn);
        });
        return sorted;
    }

}
