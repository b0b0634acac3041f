namespace LambdaRoleAudit.Model;

/// <summary>The provisioned concurrency of an alias, as GetProvisionedConcurrencyConfig returns it.</summary>
/// <param name="Status">READY, IN_PROGRESS or FAILED.</param>
/// <param name="StatusReason">The reason of a failure, as Lambda reports it.</param>
/// <param name="Requested">The number of execution environments.</param>
public sealed record ProvisionedConcurrency(string Status, string? StatusReason, int Requested);
