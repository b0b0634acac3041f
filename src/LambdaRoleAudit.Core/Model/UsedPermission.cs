namespace LambdaRoleAudit.Model;

/// <summary>A permission that calls in CloudTrail needed.</summary>
/// <param name="Action">The IAM action as AWS writes it: <c>s3:GetObject</c>.</param>
/// <param name="ResourceArn">The resource: an ARN; <c>*</c> if the action has no resources; a pattern that ends with <c>*</c> if a
/// function used more than a few hundred resources of one kind; null if the record does not tell.</param>
/// <param name="Count">The number of calls that were allowed.</param>
/// <param name="DeniedCount">The number of calls that were denied.</param>
/// <param name="FirstSeen">The time of the first call, in UTC.</param>
/// <param name="LastSeen">The time of the last call, in UTC.</param>
/// <param name="Regions">The regions that logged the calls, sorted.</param>
/// <param name="EventIds">The CloudTrail ids of up to three calls.</param>
/// <param name="Attribution">How the calls were attributed to the function.</param>
public sealed record UsedPermission(
    string Action, string? ResourceArn, long Count, long DeniedCount, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    ItemList<string> Regions, ItemList<string> EventIds, UsageAttribution Attribution)
{
    /// <summary>Returns the permission on one line.</summary>
    public override string ToString() => VisibleText.Of(FormattableString.Invariant(
        $"{Action} on {ResourceArn ?? "an unknown resource"} ({Count}{(DeniedCount > 0 ? $", {DeniedCount} denied" : "")})"));
}
