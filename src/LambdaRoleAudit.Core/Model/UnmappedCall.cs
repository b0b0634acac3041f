namespace LambdaRoleAudit.Model;

/// <summary>Calls that no IAM action is known for.</summary>
/// <param name="EventSource">The service as CloudTrail writes it: <c>s3.amazonaws.com</c>.</param>
/// <param name="EventName">The name of the call.</param>
/// <param name="Count">The number of calls.</param>
/// <param name="LastSeen">The time of the last call, in UTC.</param>
/// <param name="EventId">The CloudTrail id of one call.</param>
public sealed record UnmappedCall(string EventSource, string EventName, long Count, DateTimeOffset LastSeen, string? EventId)
{
    /// <summary>Returns the calls on one line.</summary>
    public override string ToString() => VisibleText.Of(FormattableString.Invariant($"{EventSource} {EventName} ({Count})"));
}
