namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A function and its program.</summary>
/// <param name="Name">The name.</param>
/// <param name="Region">The region.</param>
/// <param name="Arn">The ARN.</param>
/// <param name="Role">The execution role.</param>
/// <param name="Program">The calls.</param>
public sealed record WorkloadFunction(string Name, string Region, string Arn, WorkloadRole Role, IReadOnlyList<ProgramCall> Program);
