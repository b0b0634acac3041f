namespace LambdaRoleAudit.Ports;

/// <summary>All roles of an account, from IAM or from a file. Every method throws <see cref="AwsCallException"/>.</summary>
public interface IAccountRoles
{
    /// <summary>Returns all roles, page by page, without tags, last use and policies.</summary>
    IAsyncEnumerable<IReadOnlyList<RoleRecord>> ListRolesAsync(CancellationToken cancellationToken);

    /// <summary>Returns all roles and their managed policies, page by page.</summary>
    IAsyncEnumerable<AuthorizationPage> GetAccountAuthorizationDetailsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the document of a managed policy's default version.</summary>
    Task<string> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken);
}
