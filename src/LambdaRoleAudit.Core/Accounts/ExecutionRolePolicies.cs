using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Accounts;

/// <summary>A role's policies as the policy model takes them.</summary>
public static class ExecutionRolePolicies
{
    /// <summary>All of a role's permissions, within its boundary.</summary>
    /// <exception cref="PolicyFormatException">A document is no policy, or was not read.</exception>
    public static PolicySet ToPolicySet(this ExecutionRole role) => new(
        role.AttachedPolicies.Concat(role.InlinePolicies).Select(Parse),
        role.PermissionsBoundary is { } boundary ? Parse(boundary) : null);

    /// <summary>The role as condition keys see it, in its sessions; null where its ARN is not known.</summary>
    public static RequestPrincipal? ToPrincipal(this ExecutionRole role) =>
        role.RoleArn.Length == 0 ? null : RequestPrincipal.OfRole(role.RoleArn, role.Tags, roleId: role.RoleId);

    private static PolicyDocument Parse(RolePolicy policy) => policy.Document is { } document
        ? PolicyDocument.Parse(document)
        : throw new PolicyFormatException("$", $"The document of policy {policy.PolicyName} was not read.");
}
