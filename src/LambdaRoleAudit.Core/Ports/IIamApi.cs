namespace LambdaRoleAudit.Ports;

/// <summary>
/// The IAM operations that Core needs (API 2010-05-08). IAM has one endpoint per partition. Every method throws
/// <see cref="AwsCallException"/>.
/// </summary>
public interface IIamApi : IAccountRoles
{
    /// <summary>Returns a role, with tags, boundary and last use.</summary>
    Task<RoleRecord> GetRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Returns the ARNs of the managed policies attached to a role.</summary>
    Task<IReadOnlyList<string>> ListAttachedRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Returns the names of a role's inline policies.</summary>
    Task<IReadOnlyList<string>> ListRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Returns an inline policy's document.</summary>
    Task<string> GetRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>Returns counts and quotas of the account by name: Roles, RolesQuota, ….</summary>
    Task<IReadOnlyDictionary<string, int>> GetAccountSummaryAsync(CancellationToken cancellationToken);

    /// <summary>Creates a role, with its tags.</summary>
    Task<RoleRecord> CreateRoleAsync(RoleDefinition role, CancellationToken cancellationToken);

    /// <summary>Deletes a role that no longer has policies.</summary>
    Task DeleteRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>Attaches a managed policy. It is not an error if the policy is already attached.</summary>
    Task AttachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken);

    /// <summary>Detaches a managed policy.</summary>
    Task DetachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken);

    /// <summary>Creates a customer managed policy, with its tags.</summary>
    Task<PolicyRecord> CreatePolicyAsync(PolicyDefinition policy, CancellationToken cancellationToken);

    /// <summary>Returns a managed policy, without its document.</summary>
    Task<PolicyRecord> GetPolicyAsync(string policyArn, CancellationToken cancellationToken);

    /// <summary>Returns the document of a managed policy's version.</summary>
    Task<string> GetPolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken);

    /// <summary>Returns the ids of a managed policy's versions.</summary>
    Task<IReadOnlyList<string>> ListPolicyVersionsAsync(string policyArn, CancellationToken cancellationToken);

    /// <summary>Deletes a managed policy that nothing uses and that has one version.</summary>
    Task DeletePolicyAsync(string policyArn, CancellationToken cancellationToken);

    /// <summary>Writes an inline policy. A policy with the same name is replaced.</summary>
    Task PutRolePolicyAsync(string roleName, string policyName, string document, CancellationToken cancellationToken);

    /// <summary>Deletes an inline policy.</summary>
    Task DeleteRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>Writes tags on a role. Tags with the same keys are replaced.</summary>
    Task TagRoleAsync(string roleName, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Removes tags from a role. It is not an error if the role does not have them.</summary>
    Task UntagRoleAsync(string roleName, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Returns the names of the EC2 instance profiles that contain a role.</summary>
    Task<IReadOnlyList<string>> ListInstanceProfilesForRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a job that collects when a role last used each service (GenerateServiceLastAccessedDetails, by action if IAM tracks actions
    /// of the service), and returns its id.
    /// </summary>
    Task<string> GenerateLastAccessedAsync(string roleArn, CancellationToken cancellationToken);

    /// <summary>Returns the state of the job, with the services of all pages if it is completed (GetServiceLastAccessedDetails).</summary>
    Task<LastAccessedJob> GetLastAccessedAsync(string jobId, CancellationToken cancellationToken);
}
