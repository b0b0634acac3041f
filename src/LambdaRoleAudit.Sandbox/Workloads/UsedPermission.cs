namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A permission that was needed.</summary>
/// <param name="Subject">The function's ARN; for other sessions of a role, the session's name.</param>
/// <param name="Action">The IAM action.</param>
/// <param name="Resource">The ARN of the resource; null for "*".</param>
/// <param name="Region">The region of the calls.</param>
/// <param name="State">Whether the trail shows it.</param>
/// <param name="IsDataEvent">True if its events are data events.</param>
public sealed record UsedPermission(
    string Subject, string Action, string? Resource, string Region, LogState State, bool IsDataEvent)
{
    /// <summary>The number of calls that needed it, also those that were denied or throttled.</summary>
    public int Count { get; internal set; }

    /// <summary>The number of these that a policy denied.</summary>
    public int Denied { get; internal set; }

    public DateTimeOffset FirstSeen { get; internal set; }

    public DateTimeOffset LastSeen { get; internal set; }
}
