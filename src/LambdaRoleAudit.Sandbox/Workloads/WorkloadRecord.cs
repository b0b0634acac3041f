namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A record of CloudTrail.</summary>
/// <param name="Source">The call.</param>
/// <param name="Json">The record, in UTF-8, on one line.</param>
public sealed record WorkloadRecord(WorkloadCall Source, byte[] Json)
{
    /// <summary>True for a management event, which the event history has too.</summary>
    public bool IsManagement => Source.Call.DataType is null;
}
