using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What is to be said of a result beside the result itself.</summary>
public static class RepairOutcomes
{
    /// <summary>The problem; null where the result is a good one.</summary>
    public static Problem? ProblemOf(RoleRepairResult result)
    {
        return result.Status switch
        {
            RoleRepairStatus.Blocked => Of("RepairBlocked", ProblemKind.InvalidInput, "Do what the reason says, plan again, and run the command again."),
            RoleRepairStatus.RolledBack => Of("RepairRolledBack", ProblemKind.Service, "Give the role what is missing and run the command again. Undo-LambdaRoleRepair removes a role that was made for nothing."),
            RoleRepairStatus.Failed => Of("RepairFailed", ProblemKind.Service, "Run the command again: it goes on from what it finds."),
            RoleRepairStatus.Unknown => Of("RepairUnverified", ProblemKind.Service, "Look at the function, and run the command again: it goes on from what it finds."),
            _ => null,
        };

        Problem Of(string id, ProblemKind kind, string action) => new(id, kind, $"Function '{result.FunctionName}' in {result.Region}: {result.Reason}", action, result.FunctionName);
    }
}
