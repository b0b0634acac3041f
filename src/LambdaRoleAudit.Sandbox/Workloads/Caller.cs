namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Who made a call.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The session's name, the user's name, or the service.</param>
/// <param name="Role">The role of a function or another session.</param>
/// <param name="Function">The function.</param>
public sealed record Caller(CallerKind Kind, string Name, WorkloadRole? Role = null, WorkloadFunction? Function = null);
