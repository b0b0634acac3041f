namespace LambdaRoleAudit.Ports;

/// <summary>One page of GetAccountAuthorizationDetails.</summary>
/// <param name="Roles">Roles with their policies.</param>
/// <param name="PolicyDocuments">Default versions of managed policies, by ARN.</param>
public sealed record AuthorizationPage(IReadOnlyList<RoleRecord> Roles, IReadOnlyDictionary<string, string> PolicyDocuments);
