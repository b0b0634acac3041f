namespace LambdaRoleAudit.Ports;

/// <summary>An account's roles as a whole, from IAM or from a file. Every method throws <see cref="AwsCallException"/>.</summary>
public interface IAccountRoles
{
    /// <summary>All roles, page by page, without tags, last use and policies.</summary>
    IAsyncEnumerable<IReadOnlyList<RoleRecord>> ListRolesAsync(CancellationToken cancellationToken);

    /// <summary>All roles and the managed policies on them, page by page.</summary>
    IAsyncEnumerable<AuthorizationPage> GetAccountAuthorizationDetailsAsync(CancellationToken cancellationToken);

    /// <summary>The default version's document of a managed policy.</summary>
    Task<string> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken);
}
