namespace LambdaRoleAudit.Roles;

/// <summary>AWS CLI commands that a user can run to complete by hand what was not done.</summary>
public static class RoleCommands
{
    /// <summary>Returns the commands that delete a role, in a sentence.</summary>
    /// <param name="name">The role.</param>
    /// <param name="attachedPolicyArns">The role's managed policies.</param>
    /// <param name="inlinePolicyNames">The role's inline policies.</param>
    public static string ToDelete(string name, IReadOnlyList<string> attachedPolicyArns, IReadOnlyList<string> inlinePolicyNames) =>
        "To delete it manually, once nothing uses it: " + string.Join("; ",
        [
            .. attachedPolicyArns.Select(arn => $"aws iam detach-role-policy --role-name {name} --policy-arn {arn}"),
            .. inlinePolicyNames.Select(policy => $"aws iam delete-role-policy --role-name {name} --policy-name {policy}"),
            $"aws iam delete-role --role-name {name}",
        ]);
}
