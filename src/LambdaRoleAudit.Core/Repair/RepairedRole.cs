using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>A role that a repair made, known by its tags alone.</summary>
/// <param name="Role">The role as it is.</param>
/// <param name="RepairId">The repair.</param>
/// <param name="FunctionArn">The function that it was made for.</param>
/// <param name="SourceRoleArn">The role that it was made from.</param>
public sealed record RepairedRole(ExecutionRole Role, string RepairId, string FunctionArn, string SourceRoleArn)
{
    /// <summary>The role as a repair's; null where it is none.</summary>
    public static RepairedRole? Of(ExecutionRole role) =>
        role.Tags.TryGetValue(RoleSpec.RepairTag, out var repair) && role.Tags.TryGetValue(RoleSpec.FunctionTag, out var function) && role.Tags.TryGetValue(RoleSpec.SourceTag, out var source)
            ? new RepairedRole(role, repair, function, source)
            : null;

    /// <summary>True where nobody changed it since it was made: its content still has the fingerprint that it was born with.</summary>
    public bool IsAsMade => Role.IsComplete && Role.Tags.TryGetValue(RoleSpec.SpecTag, out var fingerprint) && Spec.Fingerprint == fingerprint;

    /// <summary>
    /// True where it has nothing that its source does not have: what a repair left that was cut off before the role was whole.
    /// </summary>
    public bool IsPartOf(ExecutionRole source) => Role.IsComplete && source.IsComplete
        && Role.AttachedPolicies.All(policy => source.AttachedPolicies.Any(own => own.PolicyArn == policy.PolicyArn))
        && Role.InlinePolicies.All(policy => source.InlinePolicies.Any(own => own.PolicyName == policy.PolicyName && own.Document == policy.Document))
        && Role.PermissionsBoundary?.PolicyArn == source.PermissionsBoundary?.PolicyArn;

    /// <summary>What it would take to make it again.</summary>
    public RoleSpec Spec => new()
    {
        RoleName = Role.RoleName,
        Path = Role.Path,
        TrustPolicy = Role.TrustPolicy ?? "",
        Description = Role.Description,
        MaxSessionDuration = Role.MaxSessionDuration,
        PermissionsBoundaryArn = Role.PermissionsBoundary?.PolicyArn,
        FunctionArn = FunctionArn,
        SourceRoleArn = SourceRoleArn,
        RepairId = RepairId,
        Tags = Role.Tags.Where(tag => !tag.Key.StartsWith("lambda-role-audit:", StringComparison.Ordinal)).ToDictionary(tag => tag.Key, tag => tag.Value),
        AttachedPolicyArns = [.. Role.AttachedPolicies.Select(policy => policy.PolicyArn!)],
        InlinePolicies = [.. Role.InlinePolicies.Select(policy => (policy.PolicyName, policy.Document ?? ""))],
    };
}
