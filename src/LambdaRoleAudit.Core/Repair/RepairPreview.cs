using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>What -WhatIf and -Confirm say about a step.</summary>
public static class RepairPreview
{
    /// <summary>Returns what the step would do, one line for each part.</summary>
    public static string[] Of(LambdaRoleRepairStep step) => step.IsAlreadyRepaired
        ? [$"Function {step.FunctionName} in {step.Region}: stays on its own role {step.TargetRoleName}", .. AliasOutcomes.Preview(step)]
        :
        [
            $"Function {step.FunctionName} in {step.Region}: from {step.SourceRoleArn} to its own role {step.TargetRoleName} "
                + $"({step.Strategy}; grants no more: {step.Proof} in the plan, and proven again before the change)",
            .. RolePreview.Of(RepairStepBuilder.SpecOf(step)),
            .. AliasOutcomes.Preview(step),
        ];

    /// <summary>Returns the question that is asked before the step is applied.</summary>
    public static string Question(LambdaRoleRepairStep step)
    {
        var aliases = step.Aliases.Where(alias => alias.CanMove).Select(alias => alias.Name).ToList();
        var moved = aliases.Count == 0 ? "" : $"point {(aliases.Count == 1 ? "alias" : "aliases")} {string.Join(", ", aliases)}";
        return step.IsAlreadyRepaired
            ? $"For function {step.FunctionName} in {step.Region}, {moved} to a version on its own role {step.TargetRoleName}?"
            : $"Give function {step.FunctionName} in {step.Region} its own role {step.TargetRoleName}"
                + $"{(moved.Length == 0 ? "" : $", and {moved} to a version on it")}?";
    }
}
