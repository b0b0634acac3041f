namespace LambdaRoleAudit.Ports;

/// <summary>One page of GetAccountAuthorizationDetails.</summary>
/// <param name="Roles">The roles with their policies.</param>
/// <param name="PolicyDocuments">The default versions of managed policies, by ARN.</param>
public sealed record AuthorizationPage(IReadOnlyList<RoleRecord> Roles, IReadOnlyDictionary<string, string> PolicyDocuments);
