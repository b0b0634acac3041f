using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>The errors and warnings that accompany results.</summary>
public static class RepairOutcomes
{
    /// <summary>Returns the warnings of steps, each once, because one warning can apply to a hundred functions.</summary>
    public static IEnumerable<string> WarningsOf(IEnumerable<LambdaRoleRepairStep> steps) => steps
        .SelectMany(step =>
            step.Warnings.Concat(step.Aliases.SelectMany(alias => alias.Warnings)).Where(warning => warning.Id != PolicyCoverage.Id)
                .Select(warning => (step.FunctionName, warning.Message)))
        .GroupBy(warning => warning.Message, warning => warning.FunctionName, StringComparer.Ordinal)
        .Select(group => $"{NameList.Few(group)}: {group.Key}");

    /// <summary>Returns the reasons why steps are blocked, each once, because what blocks a plan blocks all of its steps.</summary>
    public static IEnumerable<Problem> BlockedProblems(IEnumerable<RoleRepairResult> blocked) => blocked
        .GroupBy(result => result.Reason, StringComparer.Ordinal)
        .Select(group => group.Count() == 1
            ? ProblemOf(group.Single())!
            : RepairErrors.RepairsBlocked.About(
                group.Select(result => result.FunctionName).ToArray(), ("count", group.Count()),
                ("functions", NameList.Few(group.Select(result => result.FunctionName))), ("reason", group.Key)));

    /// <summary>Returns the problem; null if the result is a success.</summary>
    public static Problem? ProblemOf(RoleRepairResult result)
    {
        var (name, region, reason) = (result.FunctionName, result.Region, result.Reason);
        return result.Status switch
        {
            RoleRepairStatus.Blocked =>
                RepairErrors.RepairBlocked.About(name, ("function", name), ("region", region), ("reason", reason)),
            RoleRepairStatus.RolledBack =>
                RepairErrors.RepairRolledBack.About(name, ("function", name), ("region", region), ("reason", reason)),
            RoleRepairStatus.WaitingForPatch =>
                RepairErrors.RepairWaitingForPatch.About(name, ("function", name), ("region", region), ("reason", reason)),
            RoleRepairStatus.Failed =>
                RepairErrors.RepairFailed.About(name, ("function", name), ("region", region), ("reason", reason)),
            RoleRepairStatus.Unknown =>
                RepairErrors.RepairUnverified.About(name, ("function", name), ("region", region), ("reason", reason)),
            RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired when AliasOutcomes.Left(result).Any() =>
                RepairErrors.AliasNotMoved.About(name, ("function", name), ("region", region), ("reason", reason)),
            _ => null,
        };
    }

    /// <summary>Returns the problem of a function that was watched after its repair.</summary>
    public static Problem WatchProblemOf(RoleRepairResult result)
    {
        var (name, region, reason) = (result.FunctionName, result.Region, result.Reason);
        return result.Status == RoleRepairStatus.RolledBack
            ? RepairErrors.WatchRolledBack.About(name, ("function", name), ("region", region), ("reason", reason))
            : RepairErrors.WatchNotRolledBack.About(name, ("function", name), ("region", region), ("reason", reason));
    }
}
