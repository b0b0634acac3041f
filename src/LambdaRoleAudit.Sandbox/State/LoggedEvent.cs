namespace LambdaRoleAudit.Sandbox.State;

/// <summary>What event selectors know of an event.</summary>
/// <param name="EventSource">The service.</param>
/// <param name="EventName">The operation, as CloudTrail writes it.</param>
/// <param name="IsReadOnly">True if the operation changes nothing.</param>
/// <param name="DataType">The resource type of a data event; null for a management event.</param>
/// <param name="DataArn">The resource of a data event.</param>
public sealed record LoggedEvent(string EventSource, string EventName, bool IsReadOnly, string? DataType, string? DataArn);
