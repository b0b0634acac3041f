using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>A resource whose policies are read.</summary>
/// <param name="Kind">The kind of resource.</param>
/// <param name="ResourceArn">The resource's ARN.</param>
public sealed record PolicyResource(PolicyResourceKind Kind, string ResourceArn);
