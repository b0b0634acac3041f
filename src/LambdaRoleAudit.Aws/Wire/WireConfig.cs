using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>The SDK's configuration of one service in one region.</summary>
internal sealed class WireConfig : ClientConfig
{
    /// <summary>
    /// The total number of attempts, if neither AWS_MAX_ATTEMPTS nor the profile specifies it. An audit has time, and a lost page is a lost
    /// region.
    /// </summary>
    public const int DefaultAttempts = 5;

    private static readonly WireService[] PlainInGovCloud =
    [
        WireService.Sqs, WireService.Sns, WireService.DynamoDbStreams, WireService.Kinesis, WireService.EventBridge, WireService.Ssm,
        WireService.Config,
    ];

    private readonly WireService _service;
    private readonly string _region;
    private readonly Uri? _endpoint;

    public WireConfig(WireService service, RegionEndpoint region, Uri? endpoint, Profile? profile, TimeSpan timeout, HttpClientFactory http)
        : base(
            new DefaultConfigurationProvider([
                new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard }]))
    {
        _service = service;
        _region = region.SystemName;
        _endpoint = endpoint;
        RegionEndpoint = region;
        AuthenticationRegion = region.SystemName;
        ServiceId = service.ServiceId;
        Profile = profile;
        Timeout = timeout;
        HttpClientFactory = http;
        // Not the adaptive mode: after it has slowed down, it fails requests that only needed to wait.
        RetryMode = RequestRetryMode.Standard;
        // Also without the SDK's retry budget for an endpoint: only successes refill it, and it counts a function without a resource policy
        // as an error. After a hundred throttled requests among ten thousand such functions, none would be retried.
        ThrottleRetries = false;
        if (FallbackInternalConfigurationFactory.MaxAttempts is null) MaxErrorRetry = DefaultAttempts - 1;
    }

    public override string ServiceVersion => _service.ApiVersion;

    public override string UserAgent { get; } = $"LambdaRoleAudit/{typeof(WireConfig).Assembly.GetName().Version!.ToString(3)}";

    public override string RegionEndpointServiceName => _service.SigningName;

    /// <summary>True if the endpoint was configured, and is not AWS's own.</summary>
    public bool HasOwnEndpoint => _endpoint is not null || ServiceURL is { Length: > 0 };

    /// <summary>
    /// Returns the endpoint: -EndpointUrl; then the SDK's own settings (AWS_ENDPOINT_URL_…, the profile's), which
    /// <see cref="ClientConfig.ServiceURL"/> reads; then the partition's host name, with FIPS and dual-stack as AWS's endpoint rules write
    /// them.
    /// </summary>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        if (_endpoint is not null) return new Endpoint(_endpoint.AbsoluteUri);
        if (ServiceURL is { Length: > 0 } configured) return new Endpoint(configured);
        var partition = RegionEndpoint.GetBySystemName(_region);
        if (_service == WireService.SignIn) return new Endpoint($"https://{SignInHost(partition)}");
        if (_service.IsGlobal) return new Endpoint($"https://{GlobalHost(partition)}");
        if (_service == WireService.S3Control) return new Endpoint($"https://{AccessPointHost(partition)}");
        var suffix = UseDualstackEndpoint
            ? partition.PartitionName == "aws-cn" ? "api.amazonwebservices.com.cn" : "api.aws"
            : partition.PartitionDnsSuffix;
        var name = NameIn(partition);
        return new Endpoint($"https://{name}.{_region}.{suffix}");
    }

    /// <summary>
    /// Returns the first part of a host name. Some services have other names in dual-stack host names, and in AWS GovCloud (US) the plain
    /// host names of some are FIPS endpoints (endpoint rules of their models).
    /// </summary>
    private string NameIn(RegionEndpoint region)
    {
        if (UseDualstackEndpoint && _service == WireService.OpenSearch) return "aos";
        var plain = _service == WireService.Ecr && (UseFIPSEndpoint || UseDualstackEndpoint)
            ? _service.SigningName
            : _service.HostName ?? _service.SigningName;
        return UseFIPSEndpoint && !(region.PartitionName == "aws-us-gov" && PlainInGovCloud.Contains(_service)) ? $"{plain}-fips" : plain;
    }

    /// <summary>Returns the host of S3 Control, without the account (endpoint rules of its model, 2018-08-20).</summary>
    private string AccessPointHost(RegionEndpoint region) =>
        $"{_service.HostName}{(UseFIPSEndpoint ? "-fips" : "")}{(UseDualstackEndpoint ? ".dualstack" : "")}.{_region}."
        + region.PartitionDnsSuffix;

    /// <summary>Returns the host of AWS Sign-In, which has its own naming scheme (endpoint rules of its model, 2023-01-01).</summary>
    private string SignInHost(RegionEndpoint region) => region.PartitionName switch
    {
        _ when UseFIPSEndpoint => $"signin-fips.{_region}.{region.PartitionDnsSuffix}",
        "aws" => $"{_region}.signin.aws.amazon.com",
        "aws-cn" => $"{_region}.signin.amazonaws.cn",
        "aws-us-gov" => $"{_region}.signin.amazonaws-us-gov.com",
        _ => $"signin.{_region}.{region.PartitionDnsSuffix}",
    };

    /// <summary>
    /// Returns the host of a service that has one endpoint in its partition (AWS general reference, "IAM endpoints and quotas").
    /// </summary>
    private string GlobalHost(RegionEndpoint region)
    {
        var name = UseFIPSEndpoint ? $"{_service.SigningName}-fips" : _service.SigningName;
        return region.PartitionName switch
        {
            "aws" => $"{name}.amazonaws.com",
            "aws-us-gov" => $"{_service.SigningName}.us-gov.amazonaws.com",
            _ => $"{name}.{_region}.{region.PartitionDnsSuffix}",
        };
    }
}
