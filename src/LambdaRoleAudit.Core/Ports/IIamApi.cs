namespace LambdaRoleAudit.Ports;

/// <summary>
/// What we ask of IAM (API 2010-05-08), which is one endpoint in a partition. Every method throws <see cref="AwsCallException"/>.
/// </summary>
public interface IIamApi : IAccountRoles
{
    /// <summary>A role, with tags, boundary and last use.</summary>
    Task<RoleRecord> GetRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>ARNs of the managed policies attached to a role.</summary>
    Task<IReadOnlyList<string>> ListAttachedRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Names of a role's inline policies.</summary>
    Task<IReadOnlyList<string>> ListRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>An inline policy's document.</summary>
    Task<string> GetRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>Counts and quotas of the account by name: Roles, RolesQuota, ….</summary>
    Task<IReadOnlyDictionary<string, int>> GetAccountSummaryAsync(CancellationToken cancellationToken);

    /// <summary>Creates a role, with its tags.</summary>
    Task<RoleRecord> CreateRoleAsync(RoleDefinition role, CancellationToken cancellationToken);

    /// <summary>Deletes a role that has no policies any more.</summary>
    Task DeleteRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Attaches a managed policy; no error where it is attached already.</summary>
    Task AttachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken);

    /// <summary>Detaches a managed policy.</summary>
    Task DetachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken);

    /// <summary>Writes an inline policy, in place of one of the same name.</summary>
    Task PutRolePolicyAsync(string roleName, string policyName, string document, CancellationToken cancellationToken);

    /// <summary>Deletes an inline policy.</summary>
    Task DeleteRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>Writes tags on a role, in place of those of the same keys.</summary>
    Task TagRoleAsync(string roleName, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Removes tags from a role; no error if the role does not have them.</summary>
    Task UntagRoleAsync(string roleName, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Names of the EC2 instance profiles that hold a role.</summary>
    Task<IReadOnlyList<string>> ListInstanceProfilesForRoleAsync(string roleName, CancellationToken cancellationToken);
}
