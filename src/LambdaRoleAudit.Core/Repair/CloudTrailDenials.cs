using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>Denied calls in CloudTrail: in event history, or in the files of a trail.</summary>
/// <param name="session">The credentials.</param>
/// <param name="trail">The name or ARN of a trail; null for event history.</param>
/// <param name="time">The clock.</param>
/// <param name="observer">Receives what could not be read.</param>
public sealed class CloudTrailDenials(IAwsSession session, string? trail, TimeProvider time, IReadingObserver observer) : IDenialSource
{
    /// <inheritdoc/>
    public string Name => trail is null ? "event history" : $"trail '{trail}'";

    /// <inheritdoc/>
    public Task<UsageEvidence> ReadAsync(UsageScope scope, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        if (trail is null)
            return new EventHistoryReader(session, scope, observer) { Clock = time }.ReadAsync(regions, cancellationToken);
        var account = Arn.TryParse(scope.Roles.First().RoleArn, out var arn) ? arn.AccountId : "";
        return new TrailBucketReader(session, scope, observer) { Clock = time }.ReadTrailAsync(trail, account, regions, cancellationToken);
    }

    /// <summary>
    /// Checks that the source can be read, before a function is moved: a function that is to be watched must not be moved unwatched.
    /// </summary>
    /// <param name="regions">The regions of the functions.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The source cannot be read, or the trail does not exist.</exception>
    public async Task VerifyAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        try
        {
            if (trail is not null)
            {
                await new TrailBucketReader(session, new UsageScope([], null, null), observer).DescribeAsync(
                    trail, regions, cancellationToken).ConfigureAwait(false);
                return;
            }

            var now = time.GetUtcNow();
            foreach (var region in regions)
            {
                await session.CloudTrail(region).LookupEventsAsync("lambda-role-audit", now.AddMinutes(-1), now, null, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(RepairErrors.WatchNotPossible.About(null, e, ("source", Name), ("reason", e.Message)));
        }
    }
}
