using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>When the sessions of a role last used each service, as IAM tracks it for at most 400 days.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="Services">The services that the role's policies allow, with their last use.</param>
public sealed record RoleLastAccess(string RoleArn, IReadOnlyList<LastAccessedService> Services);
