using System.Collections.Concurrent;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads policies of resources as AWS Config recorded them: a query for 100 resources instead of a request for each. They are as current as
/// the recorder. If AWS Config cannot be used, the resources are read from their services.
/// </summary>
internal sealed class RecordedPolicyReader(IAwsSession session)
{
    private readonly ConcurrentBag<(PolicyResource Resource, RecordedPolicy Policy)> _recorded = [];
    private readonly ConcurrentBag<(string Region, string Why)> _unused = [];

    /// <summary>The regions in which AWS Config could not be used, with the reason.</summary>
    public IReadOnlyList<(string Region, string Why)> Unused =>
        [.. _unused.OrderBy(one => one.Region, StringComparer.Ordinal)];

    /// <summary>Returns what AWS Config recorded of resources. Those that it does not have are left out.</summary>
    /// <param name="resources">The resources.</param>
    /// <param name="regions">The regions to ask.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public async Task<IReadOnlyDictionary<PolicyResource, RecordedPolicy>> ReadAsync(
        IEnumerable<PolicyResource> resources, IEnumerable<string> regions, CancellationToken cancellationToken)
    {
        var kinds = resources.Where(resource => RecordedPolicyType.All.ContainsKey(resource.Kind))
            .GroupBy(resource => (resource.Kind, Region: ResourcePolicyReader.RegionIn(resource.ResourceArn)))
            .Select(group => group.Key).ToList();
        await Task.WhenAll(regions.Select(region => ReadAsync(
            region, [.. kinds.Where(one => one.Region is null || one.Region == region).Select(one => one.Kind).Distinct()],
            cancellationToken))).ConfigureAwait(false);
        // Two items of one resource contradict each other: neither is used.
        return _recorded.GroupBy(one => one.Resource).Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.Single().Policy);
    }

    private async Task ReadAsync(string region, IReadOnlyList<PolicyResourceKind> kinds, CancellationToken cancellationToken)
    {
        if (kinds.Count == 0) return;
        try
        {
            var config = session.Config(region);
            var recorders = await config.DescribeRecordersAsync(cancellationToken).ConfigureAwait(false);
            if (!recorders.Any(recorder => recorder.IsRecording))
            {
                _unused.Add((region, "it does not record there"));
                return;
            }

            foreach (var kind in kinds)
            {
                var type = RecordedPolicyType.All[kind];
                if (!recorders.Any(recorder => recorder.Records(type.ResourceType))) continue;
                await foreach (var result in config.SelectAsync(type.Query, cancellationToken).ConfigureAwait(false))
                    if (RecordedPolicy.TryParse(result, type.Path) is { } policy)
                        _recorded.Add((new PolicyResource(kind, policy.ResourceArn), policy));
            }
        }
        catch (AwsCallException e)
        {
            _unused.Add((region, e.ErrorCode ?? e.Kind.ToString()));
        }
    }
}
