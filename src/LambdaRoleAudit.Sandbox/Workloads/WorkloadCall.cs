namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A call that happened.</summary>
/// <param name="Time">When.</param>
/// <param name="Region">The region of its event.</param>
/// <param name="Caller">Who made it.</param>
/// <param name="Call">The call.</param>
/// <param name="ErrorCode">The error; null if it succeeded.</param>
/// <param name="Number">A number that decides its ids.</param>
public sealed record WorkloadCall(DateTimeOffset Time, string Region, Caller Caller, ApiCall Call, string? ErrorCode, long Number)
{
    /// <summary>True if a policy denied it.</summary>
    public bool IsDenied => ErrorCode is not null && !ErrorCode.StartsWith("Throttling", StringComparison.Ordinal);
}
