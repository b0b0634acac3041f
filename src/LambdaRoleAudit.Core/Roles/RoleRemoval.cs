using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A role that is to be deleted, if nothing uses it and it is as it should be.</summary>
/// <param name="Role">The role as it was looked at before.</param>
/// <param name="FunctionArn">The function that it was made for; null if it was made for none.</param>
/// <param name="Objection">Says why the role that is there now is not to be deleted; null if it may be.</param>
public sealed record RoleRemoval(RoleRecord Role, string? FunctionArn, Func<RoleSnapshot, string?> Objection)
{
    /// <summary>A sentence with the commands that delete the role by hand, once nothing uses it.</summary>
    public string Commands(RoleSnapshot? snapshot) =>
        RoleCommands.ToDelete(
            Role.RoleName, snapshot?.AttachedPolicyArns ?? [], [.. (snapshot?.InlinePolicies ?? []).Select(policy => policy.PolicyName)]);
}
