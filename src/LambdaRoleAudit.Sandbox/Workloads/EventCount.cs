namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>How often an event happened.</summary>
/// <param name="FunctionArn">The function.</param>
/// <param name="EventSource">The service, as records write it.</param>
/// <param name="EventName">The operation, as records write it.</param>
/// <param name="State">Whether the trail shows it.</param>
/// <param name="Count">The number of events.</param>
public sealed record EventCount(string FunctionArn, string EventSource, string EventName, LogState State, int Count);
