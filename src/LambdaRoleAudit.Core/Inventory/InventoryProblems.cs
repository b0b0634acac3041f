using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>What can be wrong with names that an inventory is asked for, in words.</summary>
public static class InventoryProblems
{
    /// <summary>No function has that name.</summary>
    public static Problem FunctionNotFound(string name, IReadOnlyCollection<string> unreadRegions) => new(
        "FunctionNotFound", ProblemKind.NotFound,
        $"No function '{name}' was found{Besides(unreadRegions)}.",
        "Check the spelling, the account and the region.", name);

    /// <summary>No function has a role of that name.</summary>
    public static Problem RoleNotUsed(string name, IReadOnlyCollection<string> unreadRegions) => new(
        "RoleNotUsed", ProblemKind.NotFound,
        $"No function uses a role named '{name}'{Besides(unreadRegions)}.",
        "Check the spelling and the account; Get-LambdaExecutionRole shows roles that no function uses.", name);

    private static string Besides(IReadOnlyCollection<string> unreadRegions) => unreadRegions.Count == 0 ? "" : $"; not read: {string.Join(", ", unreadRegions)}";
}
