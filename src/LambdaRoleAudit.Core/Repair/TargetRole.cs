using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>The role that a step creates, before it exists.</summary>
internal static class TargetRole
{
    /// <summary>Returns the ARN of the role that a step creates. Account and path are those of the source role.</summary>
    /// <param name="step">The step.</param>
    public static string ArnOf(LambdaRoleRepairStep step) =>
        $"{step.SourceRoleArn[..(step.SourceRoleArn.LastIndexOf('/') + 1)]}{step.TargetRoleName}";

    /// <summary>Returns the role that a step creates, with the documents of its policies. It has no id yet.</summary>
    /// <param name="step">The step.</param>
    /// <param name="source">The source role. The boundary and the managed policies that stay attached are its own.</param>
    public static ExecutionRole Of(LambdaRoleRepairStep step, ExecutionRole source)
    {
        var arn = ArnOf(step);
        return source with
        {
            RoleName = step.TargetRoleName,
            RoleArn = arn,
            RoleId = null,
            TrustPolicy = step.TrustPolicy,
            Tags = new Dictionary<string, string>(RepairStepBuilder.SpecOf(step).AllTags),
            AttachedPolicies = [
                .. source.AttachedPolicies.Where(policy => step.AttachedPolicyArns.Contains(policy.PolicyArn!)),
                .. step.CreatedPolicies.Select(policy =>
                    new RolePolicy(policy.PolicyName, CreatedPolicy.ArnOf(arn, policy.PolicyName), policy.Document))],
            InlinePolicies = [.. step.InlinePolicies.Select(policy => new RolePolicy(policy.PolicyName, null, policy.Document))],
        };
    }
}
