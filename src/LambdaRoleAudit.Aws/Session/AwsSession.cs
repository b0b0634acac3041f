using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using LambdaRoleAudit.Aws.Services;
using LambdaRoleAudit.Aws.Services.Policies;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>Credentials and endpoints, and a client for each service and region, created on first use.</summary>
internal sealed class AwsSession(AwsSessionOptions options, FoundCredentials found, RegionEndpoint home) : IAwsSession
{
    private readonly ConcurrentDictionary<(WireService Service, string Region), Lazy<WireClient>> _clients = new();
    private readonly RequestQuotas _quotas = new();
    private readonly WireHttp _http = new(options.RequestTimeout);

    // Its type has fields of AWSSDK.S3's types, and that assembly is loaded only if the files of a trail are read.
    private readonly object _gate = new();
    private IDisposable? _store;
    private IDisposable? _buckets;
    private string? _account;

    public string Partition => home.PartitionName;

    public string HomeRegion => home.SystemName;

    public string CredentialSource => found.Source;

    public Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken) =>
        AccountApis.GetCallerIdentityAsync(Client(WireService.Sts, HomeRegion), cancellationToken);

    public Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken) =>
        AccountApis.DescribeRegionsAsync(Client(WireService.Ec2, HomeRegion), cancellationToken);

    public ILambdaApi Lambda(string region) => new LambdaApi(Client(WireService.Lambda, region), region);

    public IIamApi Iam => new IamApi(Client(WireService.Iam, RegionSearch.GlobalRegion(home).SystemName));

    public ICloudTrailApi CloudTrail(string region) => new CloudTrailApi(Checked(WireService.CloudTrail, region));

    public ITrailStore TrailStore
    {
        get
        {
            lock (_gate) return (ITrailStore)(_store ??= OpenStore());
        }
    }

    public IAthenaApi Athena(string region) => new AthenaApi(Checked(WireService.Athena, region));

    public ICloudWatchApi CloudWatch(string region) => new CloudWatchApi(Checked(WireService.CloudWatch, region));

    public IConfigApi Config(string region) => new ConfigApi(Checked(WireService.Config, region), region);

    public IResourcePolicyApi ResourcePolicies(string region) => new ResourcePolicyApi(region, PolicyPlace, () =>
    {
        lock (_gate) return (IBucketPolicies)(_buckets ??= OpenBuckets());
    });

    private PolicyPlace PolicyPlace(string region) => new(
        Partition, region, RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix, service => Checked(service, region), AccountAsync);

    private async Task<string> AccountAsync(CancellationToken cancellationToken) =>
        _account ??= (await GetCallerIdentityAsync(cancellationToken).ConfigureAwait(false)).AccountId;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IDisposable OpenBuckets()
    {
        EndpointSettings.Verify(options, found.ProfileName, home, WireService.S3);
        return new BucketPolicies(options, found.Credentials, found.ProfileName, home);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IDisposable OpenStore()
    {
        EndpointSettings.Verify(options, found.ProfileName, home, WireService.S3);
        return new TrailStore(options, found.Credentials, found.ProfileName, home);
    }

    private WireClient Checked(WireService service, string region)
    {
        if (!_clients.ContainsKey((service, region))) EndpointSettings.Verify(options, found.ProfileName, home, service);
        return Client(service, region);
    }

    private WireClient Client(WireService service, string region) => _clients.GetOrAdd((service, region), key => new Lazy<WireClient>(() =>
    {
        var profile = found.ProfileName is null ? null : new Profile(found.ProfileName, options.ProfileLocation);
        var config = new WireConfig(
            key.Service, RegionEndpoint.GetBySystemName(key.Region), options.EndpointUrl, profile, options.RequestTimeout, _http);
        return new WireClient(key.Service, key.Region, found.Credentials, config, _quotas, options.OnCall);
    })).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            if (client.IsValueCreated) client.Value.Dispose();
        _store?.Dispose();
        _buckets?.Dispose();
        found.Calls?.Dispose();
        _quotas.Dispose();
        _http.Dispose();
    }
}
