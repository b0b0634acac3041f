namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Provisioned concurrency of an alias or of a version.</summary>
/// <param name="Requested">The number of execution environments.</param>
/// <param name="ReadyAt">When all of them are allocated.</param>
/// <param name="Fails">True if the allocation ends as FAILED.</param>
public sealed record ProvisionedState(int Requested, DateTimeOffset ReadyAt, bool Fails = false);
