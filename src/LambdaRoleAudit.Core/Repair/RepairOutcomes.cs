using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What is to be said of a result beside the result itself.</summary>
public static class RepairOutcomes
{
    private const string DoAndPlanAgain = "Do what the reason says, and run the command again; make a saved plan again first.";

    /// <summary>What steps warn of, each once: it may be true of a hundred functions.</summary>
    public static IEnumerable<string> WarningsOf(IEnumerable<LambdaRoleRepairStep> steps) => steps
        .SelectMany(step =>
            step.Warnings.Where(warning => warning.Id != "NotLookedAt").Select(warning => (step.FunctionName, warning.Message)))
        .GroupBy(warning => warning.Message, warning => warning.FunctionName, StringComparer.Ordinal)
        .Select(group => $"{NameList.Few(group)}: {group.Key}");

    /// <summary>Why steps are blocked, each reason once: what blocks a plan blocks every step of it.</summary>
    public static IEnumerable<Problem> BlockedProblems(IEnumerable<RoleRepairResult> blocked) => blocked
        .GroupBy(result => result.Reason, StringComparer.Ordinal)
        .Select(group => group.Count() == 1
            ? ProblemOf(group.Single())!
            : new Problem(
                "RepairBlocked", ProblemKind.InvalidInput,
                $"{group.Count()} functions ({NameList.Few(group.Select(result => result.FunctionName))}): {group.Key}", DoAndPlanAgain,
                group.Select(result => result.FunctionName).ToArray()));

    /// <summary>The problem; null where the result is a good one.</summary>
    public static Problem? ProblemOf(RoleRepairResult result)
    {
        return result.Status switch
        {
            RoleRepairStatus.Blocked => Of("RepairBlocked", ProblemKind.InvalidInput, DoAndPlanAgain),
            RoleRepairStatus.RolledBack =>
                Of("RepairRolledBack", ProblemKind.Service,
                    "Give the role what is missing and run the command again. Undo-LambdaRoleRepair removes a role that was made for "
                    + "nothing."),
            RoleRepairStatus.Failed => Of("RepairFailed", ProblemKind.Service, "Run the command again: it goes on from what it finds."),
            RoleRepairStatus.Unknown =>
                Of("RepairUnverified", ProblemKind.Service,
                    "Look at the function, and run the command again: it goes on from what it finds."),
            _ => null,
        };

        Problem Of(string id, ProblemKind kind, string action) =>
            new(id, kind, $"Function '{result.FunctionName}' in {result.Region}: {result.Reason}", action, result.FunctionName);
    }
}
