using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>
/// The SDK's S3 client, with the HTTP client, the size limits, the retries and the endpoint settings of the other services.
/// </summary>
internal sealed class StoreClient : AmazonS3Client
{
    // The SDK's requests have no place for it, and their type decides about the endpoint.
    private static readonly AsyncLocal<StoreAttempts?> Current = new();

    public StoreClient(AWSCredentials credentials, AmazonS3Config config)
        : base(credentials, config) => RuntimePipeline.AddHandlerBefore<Signer>(new AttemptHandler());

    /// <summary>Returns the SDK's configuration.</summary>
    public static AmazonS3Config ConfigFor(AwsSessionOptions options, string? profileName, RegionEndpoint region, WireHttp http)
    {
        var config = new AmazonS3Config
        {
            RegionEndpoint = region,
            Profile = profileName is null ? null : new Profile(profileName, options.ProfileLocation),
            HttpClientFactory = http,
            RetryMode = RequestRetryMode.Standard,
            ThrottleRetries = false,
            // A file of a trail is gzip, which has a checksum of its own.
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (FallbackInternalConfigurationFactory.MaxAttempts is null) config.MaxErrorRetry = WireConfig.DefaultAttempts - 1;
        var endpoint = options.EndpointUrl?.AbsoluteUri ?? config.ServiceURL;
        if (endpoint is not { Length: > 0 }) return config;
        config.ServiceURL = endpoint;
        config.AuthenticationRegion = region.SystemName;
        // Host names below somebody's endpoint need not exist.
        config.ForcePathStyle = true;
        return config;
    }

    /// <summary>Sets the maximum size of the response to the next call, and counts its attempts.</summary>
    public static StoreAttempts Begin(AnswerBound bound) => Current.Value = new StoreAttempts(bound);

    /// <summary>Runs once per attempt.</summary>
    private sealed class AttemptHandler : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            if (Current.Value is not { } attempts) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            attempts.Count++;
            WireHttp.Expect(attempts.Bound);
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception e) when (WireErrors.IsTimeout(e) && !executionContext.RequestContext.CancellationToken.IsCancellationRequested)
            {
                if (++attempts.Timeouts < WireClient.MostTimeouts) throw;
                throw new SilentEndpointException(e);
            }
        }
    }
}

/// <summary>The attempts of one call.</summary>
/// <param name="bound">The maximum size of the response.</param>
internal sealed class StoreAttempts(AnswerBound bound)
{
    /// <summary>The maximum size of the response.</summary>
    public AnswerBound Bound { get; } = bound;

    /// <summary>The number of times that the request was sent.</summary>
    public int Count { get; set; }

    /// <summary>The number of attempts without a response.</summary>
    public int Timeouts { get; set; }
}
