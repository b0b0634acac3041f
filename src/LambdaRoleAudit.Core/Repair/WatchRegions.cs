using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Repair;

/// <summary>The regions whose records a watch reads.</summary>
public static class WatchRegions
{
    /// <summary>
    /// Returns all regions that are enabled for the account, because a function can call any of them. If they cannot be read, returns those
    /// of the functions and the region that records global services such as IAM (AWS CloudTrail user guide, "Global service events":
    /// US East (N. Virginia)), and reports the problem.
    /// </summary>
    /// <param name="session">The credentials.</param>
    /// <param name="regions">The regions of the functions.</param>
    /// <param name="observer">Receives the problem.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public static async Task<IReadOnlyCollection<string>> ReadAsync(
        IAwsSession session, IEnumerable<string> regions, IReadingObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            return await session.DescribeRegionsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            observer.OnUnread(AwsProblems.DescribeIn(e, "list the regions of the account to watch", [session.HomeRegion]));
            string[] global = session.Partition == "aws" ? ["us-east-1"] : [session.HomeRegion];
            return [.. regions.Concat(global).Distinct(StringComparer.Ordinal)];
        }
    }
}
