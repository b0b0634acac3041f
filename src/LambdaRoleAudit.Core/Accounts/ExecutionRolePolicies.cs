using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Accounts;

/// <summary>Converts a role's policies to the policy model.</summary>
public static class ExecutionRolePolicies
{
    /// <summary>Returns all permissions of a role, within its boundary.</summary>
    /// <exception cref="PolicyFormatException">A document is not a valid policy, or was not read.</exception>
    public static PolicySet ToPolicySet(this ExecutionRole role) => new(
        role.AttachedPolicies.Concat(role.InlinePolicies).Select(Parse),
        role.PermissionsBoundary is { } boundary ? Parse(boundary) : null);

    /// <summary>Returns the role as condition keys describe it in its sessions; null if its ARN is not known.</summary>
    public static RequestPrincipal? ToPrincipal(this ExecutionRole role) =>
        role.RoleArn.Length == 0 ? null : RequestPrincipal.OfRole(role.RoleArn, role.Tags, roleId: role.RoleId);

    private static PolicyDocument Parse(RolePolicy policy) => policy.Document is { } document
        ? PolicyDocument.Parse(document)
        : throw new PolicyFormatException("$", $"The document of policy {policy.PolicyName} was not read.");
}
