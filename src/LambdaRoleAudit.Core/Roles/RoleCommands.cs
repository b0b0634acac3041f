using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>AWS CLI commands that a user can run to complete by hand what was not done.</summary>
public static class RoleCommands
{
    /// <summary>Returns the commands that delete a role and the policies that were created for it, in a sentence.</summary>
    /// <param name="roleArn">The role.</param>
    /// <param name="attachedPolicyArns">The role's managed policies.</param>
    /// <param name="inlinePolicyNames">The role's inline policies.</param>
    public static string ToDelete(string roleArn, IReadOnlyList<string> attachedPolicyArns, IReadOnlyList<string> inlinePolicyNames)
    {
        var name = Model.Arn.NameIn(roleArn);
        return "To delete it manually, once nothing uses it: " + string.Join("; ",
        [
            .. attachedPolicyArns.Select(arn => $"aws iam detach-role-policy --role-name {name} --policy-arn {arn}"),
            .. attachedPolicyArns.Where(arn => CreatedPolicy.Is(roleArn, arn)).Select(arn => $"aws iam delete-policy --policy-arn {arn}"),
            .. inlinePolicyNames.Select(policy => $"aws iam delete-role-policy --role-name {name} --policy-name {policy}"),
            $"aws iam delete-role --role-name {name}",
        ]);
    }

    /// <summary>Returns the command that attaches a managed policy.</summary>
    internal static string Attach(string name, string arn) => $"aws iam attach-role-policy --role-name {name} --policy-arn {arn}";

    /// <summary>Returns the command that creates a managed policy.</summary>
    internal static string Create(PolicyDefinition policy) =>
        $"aws iam create-policy --policy-name {policy.PolicyName} --path {policy.Path} --policy-document '{policy.Document}' --tags "
        + string.Join(' ', policy.Tags.Select(tag => $"Key={tag.Key},Value={tag.Value}"));
}
