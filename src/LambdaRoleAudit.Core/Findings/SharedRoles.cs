using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Finds the execution roles that more than one function uses. Source of the rule: Trend Micro Conformity Lambda-006. Roles are global in
/// an account (IAM user guide, "Regions and endpoints"), so functions are compared across all regions.
/// </summary>
public static class SharedRoles
{
    /// <summary>Two, which is the rule's definition of sharing.</summary>
    public const int DefaultMinimum = 2;

    /// <summary>
    /// Returns the shared roles, the most shared first, then by name and ARN. Everything that was read is always compared.
    /// </summary>
    /// <param name="account">The account that was read.</param>
    /// <param name="selection">The roles to return.</param>
    /// <param name="minimum">The number of functions that make a role shared.</param>
    public static IReadOnlyList<SharedLambdaRole> Find(Account account, Selection selection, int minimum = DefaultMinimum)
    {
        var regions = account.Regions.ToArray();
        var unread = account.UnreadRegions.ToArray();
        var all = account.Inventory.FunctionCount;
        return
        [
            .. account.Inventory.ByRole(minimum)
                .Select(functions => (Functions: functions, Count: CountFunctions(functions)))
                .Where(role => role.Count >= minimum && selection.HasRole(role.Functions[0].Role, role.Functions))
                .Select(role =>
                    Describe(role.Functions, role.Count) with
                    {
                        IsComplete = account.IsRead, CoveredRegions = regions, UnreadRegions = unread,
                        CoveredFunctionCount = all
                    })
                .OrderByDescending(role => role.FunctionCount)
                .ThenBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase)
                .ThenBy(role => role.RoleArn, StringComparer.Ordinal),
        ];
    }

    /// <summary>Versions of one function that use the same role do not share it.</summary>
    private static int CountFunctions(List<LambdaFunction> functions) =>
        functions.DistinctBy(function => (function.AccountId, function.Region, function.FunctionName)).Count();

    private static SharedLambdaRole Describe(List<LambdaFunction> functions, int count)
    {
        // If the spelling differs, the first in sort order is used, so that the result does not depend on the order of arrival.
        var arn = functions.Select(function => function.Role).Min(StringComparer.Ordinal)!;
        Arn.TryParseRole(arn, out var role);
        return new SharedLambdaRole
        {
            RoleName = role!.RoleName,
            RoleArn = arn,
            AccountId = role.AccountId,
            FunctionCount = count,
            Regions = [
                .. functions.Select(function => function.Region).Where(region => region.Length > 0).Distinct()
                    .Order(StringComparer.Ordinal)],
            Functions = Sorted(functions),
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
