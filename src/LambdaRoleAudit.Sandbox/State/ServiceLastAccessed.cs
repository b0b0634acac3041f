namespace LambdaRoleAudit.Sandbox.State;

/// <summary>When a role last used a service, and its actions (IAM API reference, ServiceLastAccessed).</summary>
/// <param name="ServiceNamespace">The service's IAM prefix.</param>
/// <param name="LastAuthenticated">The last use; null if the role did not use the service in the tracking period.</param>
/// <param name="Region">The region of the last use.</param>
/// <param name="Actions">The last use of each action that IAM tracks; null for an action that was not used.</param>
public sealed record ServiceLastAccessed(
    string ServiceNamespace, DateTimeOffset? LastAuthenticated, string? Region,
    IReadOnlyDictionary<string, DateTimeOffset?> Actions);
