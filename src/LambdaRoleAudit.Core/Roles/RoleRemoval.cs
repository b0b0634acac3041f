using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A role to delete, if nothing uses it and its content is as expected.</summary>
/// <param name="Role">The role as it was read before.</param>
/// <param name="FunctionArn">The function that the role was created for; null if there is none.</param>
/// <param name="Objection">Returns the reason why the existing role must not be deleted; null if it may be deleted.</param>
public sealed record RoleRemoval(RoleRecord Role, string? FunctionArn, Func<RoleSnapshot, string?> Objection)
{
    /// <summary>Returns a sentence with the commands that delete the role by hand, after nothing uses it.</summary>
    public string Commands(RoleSnapshot? snapshot) =>
        RoleCommands.ToDelete(
            Role.Arn, snapshot?.AttachedPolicyArns ?? [], [.. (snapshot?.InlinePolicies ?? []).Select(policy => policy.PolicyName)]);
}
