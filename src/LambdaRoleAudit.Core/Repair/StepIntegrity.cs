using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Checks what a step says about itself, without a call: its version, the hash of its content and the name that binds it. A preview must
/// not show a plan that was modified as a plan that will be applied.
/// </summary>
public static class StepIntegrity
{
    /// <summary>Returns what is wrong with a step; null if nothing is.</summary>
    /// <param name="step">The step.</param>
    public static string? Objection(LambdaRoleRepairStep step)
    {
        if (step.PlanVersion != LambdaRoleRepairStep.CurrentVersion)
            return FormattableString.Invariant(
                $"The plan has version {step.PlanVersion}; this module applies version {LambdaRoleRepairStep.CurrentVersion}. Plan again.");
        if (step.ContentHash != RepairStepBuilder.SpecOf(step).Content.Hash)
            return $"The plan was modified: its content does not match its ContentHash ({step.ContentHash}).";
        return RoleNaming.Bound(step.RoleNamePrefix, step.FunctionName, step.Region, step.FunctionArn, step.SourceRoleArn, step.ContentHash)
            == step.TargetRoleName ? null
            : $"The plan was modified: the name '{step.TargetRoleName}' was not derived from its function, source role and content.";
    }

    /// <summary>Returns the step, blocked if something is wrong with it.</summary>
    /// <param name="step">The step.</param>
    public static LambdaRoleRepairStep Checked(LambdaRoleRepairStep step) => step.CanApply && Objection(step) is { } wrong
        ? step with { Blockers = [.. step.Blockers, new PlanIssue("PlanModified", wrong)] }
        : step;
}
