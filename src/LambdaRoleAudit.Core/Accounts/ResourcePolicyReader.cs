using System.Collections.Concurrent;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads the policies of resources. A resource that cannot be read does not affect the others; a resource that does not exist has no
/// policy.
/// </summary>
internal sealed class ResourcePolicyReader(IAwsSession session, IReadingObserver? observer = null)
{
    /// <summary>Services publish few quotas for these calls, so only a few requests run at a time.</summary>
    private const int AtOnceInRegion = 4;

    private readonly ConcurrentBag<ResourcePolicyRecord> _policies = [];
    private readonly ConcurrentBag<(PolicyResource Resource, string Why)> _unread = [];
    private readonly ConcurrentBag<(PolicyResourceKind Kind, string Region, string Why)> _unlisted = [];
    private readonly ConcurrentDictionary<PolicyResource, bool> _read = new();
    private readonly ConcurrentBag<string> _others = [];
    private readonly Dictionary<PolicyResource, DateTimeOffset> _recorded = [];

    /// <summary>Reads the policies.</summary>
    public async Task<ResourcePolicyData> ReadAsync(ResourcePolicyQuery query, CancellationToken cancellationToken)
    {
        var resources = new ConcurrentDictionary<PolicyResource, bool>(
            query.Resources.Select(resource => KeyValuePair.Create(resource, true)));
        await ForEachAsync(
            query.AllOf.SelectMany(kind =>
                (IsListedOnce(kind) ? [session.HomeRegion] : query.Regions).Select(region => (Kind: kind, Region: region))),
            one => one.Region,
            (one, stop) => ListAsync(one.Kind, one.Region, resource => resources.TryAdd(resource, true), stop), cancellationToken)
            .ConfigureAwait(false);
        var own = await OwnAsync(resources.Keys, query, cancellationToken).ConfigureAwait(false);
        var config = new RecordedPolicyReader(session);
        own = await UnrecordedAsync(config, own, query, cancellationToken).ConfigureAwait(false);
        var done = 0;
        await ForEachAsync(own, resource => RegionOf(resource.ResourceArn, session), async (resource, stop) =>
        {
            await ReadAsync(resource, stop).ConfigureAwait(false);
            observer?.OnProgress(new ReadingProgress(Interlocked.Increment(ref done), own.Count, own.Count, "resource policies"));
        }, cancellationToken).ConfigureAwait(false);
        return new ResourcePolicyData
        {
            Policies = [.. _policies.OrderBy(policy => policy.Kind).ThenBy(policy => policy.ResourceArn, StringComparer.Ordinal)],
            Read = _read.Keys.ToHashSet(),
            Unread = [.. _unread.OrderBy(one => one.Resource.ResourceArn, StringComparer.Ordinal)],
            ListedKinds = query.AllOf.Where(kind => _unlisted.All(one => one.Kind != kind)).ToHashSet(),
            Unlisted = [.. _unlisted.OrderBy(one => one.Kind).ThenBy(one => one.Region, StringComparer.Ordinal)],
            OfOthers = [.. _others.Order(StringComparer.Ordinal)],
            Recorded = _recorded,
            WithoutConfig = config.Unused,
        };
    }

    /// <summary>Returns the policies of one resource; empty if it has none.</summary>
    /// <exception cref="AwsCallException">The call failed. The kind is NotFound if the resource does not exist.</exception>
    internal static async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        IAwsSession session, PolicyResource resource, CancellationToken cancellationToken)
    {
        if (resource.Kind != PolicyResourceKind.Role)
            return await session.ResourcePolicies(RegionOf(resource.ResourceArn, session))
                .ReadAsync(resource.Kind, resource.ResourceArn, cancellationToken).ConfigureAwait(false);
        var role = await session.Iam.GetRoleAsync(Arn.NameIn(resource.ResourceArn), cancellationToken).ConfigureAwait(false);
        return [new ResourcePolicyRecord(resource.Kind, role.Arn, "", role.TrustPolicy)];
    }

    /// <summary>Returns the region in which a resource's policies are read.</summary>
    internal static string RegionOf(string resourceArn, IAwsSession session) => RegionIn(resourceArn) ?? session.HomeRegion;

    /// <summary>Returns the region in a resource's ARN; null if it does not have one, as for a bucket.</summary>
    internal static string? RegionIn(string resourceArn) =>
        resourceArn.Split(':') is { Length: > 5 } parts && parts[3].Length > 0 ? parts[3] : null;

    /// <summary>Buckets of all regions are in one list.</summary>
    private static bool IsListedOnce(PolicyResourceKind kind) => kind == PolicyResourceKind.S3Bucket;

    /// <summary>
    /// Returns the resources without the buckets of others. A bucket's ARN does not say whose it is, and S3 denies reading the policy of a
    /// bucket of another account as it denies reading without permission.
    /// </summary>
    private async Task<IReadOnlyList<PolicyResource>> OwnAsync(
        ICollection<PolicyResource> resources, ResourcePolicyQuery query, CancellationToken cancellationToken)
    {
        var buckets = resources.Where(resource => resource.Kind == PolicyResourceKind.S3Bucket).ToList();
        if (buckets.Count == 0 || query.AllOf.Contains(PolicyResourceKind.S3Bucket)) return [.. resources];
        var own = new HashSet<string>(StringComparer.Ordinal);
        if (!await ListAsync(
            PolicyResourceKind.S3Bucket, session.HomeRegion, resource => own.Add(resource.ResourceArn), cancellationToken)
            .ConfigureAwait(false)) return [.. resources];
        foreach (var bucket in buckets.Where(bucket => !own.Contains(bucket.ResourceArn))) _others.Add(bucket.ResourceArn);
        return [
            .. resources.Where(resource => resource.Kind != PolicyResourceKind.S3Bucket || own.Contains(resource.ResourceArn))];
    }

    /// <summary>Returns the resources for which what AWS Config recorded does not decide enough.</summary>
    private async Task<IReadOnlyList<PolicyResource>> UnrecordedAsync(
        RecordedPolicyReader config, IReadOnlyList<PolicyResource> resources, ResourcePolicyQuery query,
        CancellationToken cancellationToken)
    {
        if (query.RecordedIsEnough is not { } isEnough) return resources;
        var named = query.Resources.ToHashSet();
        var policies = await config.ReadAsync(resources.Where(resource => !named.Contains(resource)), query.Regions, cancellationToken)
            .ConfigureAwait(false);
        foreach (var resource in resources.Where(resource => !named.Contains(resource)))
            if (policies.TryGetValue(resource, out var policy) && (policy.Document is null || isEnough(policy.Document)))
                _recorded[resource] = policy.RecordedAt;
        return [.. resources.Where(resource => !_recorded.ContainsKey(resource))];
    }

    private async Task<bool> ListAsync(
        PolicyResourceKind kind, string region, Action<PolicyResource> onResource, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var arn in session.ResourcePolicies(region).ListAsync(kind, cancellationToken).ConfigureAwait(false))
                onResource(new PolicyResource(kind, arn));
            return true;
        }
        catch (AwsCallException e)
        {
            _unlisted.Add((kind, region, Text(e)));
            return false;
        }
    }

    private async Task ReadAsync(PolicyResource resource, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var policy in await ReadAsync(session, resource, cancellationToken).ConfigureAwait(false)) _policies.Add(policy);
            _read[resource] = true;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            _read[resource] = true;
        }
        catch (AwsCallException e)
        {
            _unread.Add((resource, Text(e)));
        }
    }

    /// <summary>Each region at its own rate, because quotas are per region.</summary>
    private static Task ForEachAsync<T>(
        IEnumerable<T> items, Func<T, string> regionOf, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Task.WhenAll(items.GroupBy(regionOf, StringComparer.Ordinal).Select(region => Parallel.ForEachAsync(
            region, new ParallelOptions { MaxDegreeOfParallelism = AtOnceInRegion, CancellationToken = cancellationToken },
            async (item, stop) => await work(item, stop).ConfigureAwait(false))));

    private static string Text(AwsCallException e) => e.ErrorCode ?? e.Kind.ToString();
}
