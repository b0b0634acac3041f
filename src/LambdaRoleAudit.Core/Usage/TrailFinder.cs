using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>Finds a trail by its name or ARN, and reads which events it logs.</summary>
internal sealed class TrailFinder(IAwsSession session, UnreadParts unread)
{
    /// <summary>Finds a trail.</summary>
    /// <param name="nameOrArn">The trail's name or ARN.</param>
    /// <param name="regions">The regions to look in if the home region does not have a trail of this name.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The trail does not exist, several trails have the name, or the call failed.</exception>
    public async Task<TrailDescription> FindAsync(
        string nameOrArn, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var home = Arn.TryParse(nameOrArn, out var arn) && arn.Region.Length > 0 ? arn.Region : session.HomeRegion;
        var found = await DescribeAsync(home).ConfigureAwait(false);
        if (found.Count == 0 && arn is null)
        {
            // A trail of one region is only known in that region.
            var others = await Task.WhenAll(regions.Where(region => region != home).Select(DescribeAsync)).ConfigureAwait(false);
            found = [.. others.SelectMany(trails => trails).DistinctBy(trail => trail.Arn)];
        }

        return found switch
        {
            [var trail] => trail,
            [] => throw new ProblemException(UsageErrors.TrailNotFound.About(nameOrArn, ("trail", nameOrArn))),
            _ => throw new ProblemException(UsageErrors.TrailInSeveralRegions.About(
                nameOrArn, ("trail", nameOrArn),
                ("arns", string.Join(", ", found.Select(trail => trail.Arn).Order(StringComparer.Ordinal))))),
        };

        async Task<IReadOnlyList<TrailDescription>> DescribeAsync(string region)
        {
            try
            {
                return await session.CloudTrail(region).DescribeTrailsAsync(nameOrArn, cancellationToken).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound || (region != home && e.Kind is AwsErrorKind.InvalidKey
                or AwsErrorKind.RegionDisabled or AwsErrorKind.AccessDenied))
            {
                return [];
            }
            catch (AwsCallException e)
            {
                var problem = AwsProblems.Describe(e, $"find trail '{nameOrArn}'", nameOrArn);
                throw new ProblemException(e.Kind != AwsErrorKind.AccessDenied ? problem : problem with
                {
                    RecommendedAction = $"{problem.RecommendedAction} Or specify the trail's bucket with -TrailBucket.",
                });
            }
        }
    }

    /// <summary>Returns the event selectors of a trail; null if they could not be read.</summary>
    public async Task<TrailSelectors?> SelectorsAsync(TrailDescription trail, CancellationToken cancellationToken)
    {
        try
        {
            return await session.CloudTrail(trail.HomeRegion).GetEventSelectorsAsync(trail.Arn, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            unread.Report(UsageErrors.TrailSelectorsUnread.About(
                trail.Arn, e, ("trail", trail.Arn), ("reason", AwsProblems.Reason(e))));
            return null;
        }
    }
}
