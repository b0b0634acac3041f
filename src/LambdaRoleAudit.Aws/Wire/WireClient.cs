using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Calls one service in one region through AWSSDK.Core's own pipeline: signing, retries, clock-skew correction, credentials and endpoint
/// settings are the SDK's. Only the part that a generated service client adds is implemented here.
/// </summary>
internal sealed class WireClient : AmazonServiceClient
{
    /// <summary>
    /// If a response did not arrive twice, it will not arrive: throttling ends, but no response costs the entire timeout each time.
    /// </summary>
    public const int MostTimeouts = 2;

    private readonly WireService _service;
    private readonly string _region;
    private readonly WireMarshaller _marshaller;
    private readonly Action<AwsCallRecord>? _onCall;

    public WireClient(
        WireService service, string region, AWSCredentials credentials, WireConfig config, RequestQuotas quotas,
        Action<AwsCallRecord>? onCall)
        : base(credentials, config)
    {
        _service = service;
        _region = region;
        _marshaller = new WireMarshaller(service);
        _onCall = onCall;
        // The base constructor has already built the pipeline when this one runs, so the handlers are added here.
        RuntimePipeline.AddHandlerAfter<Marshaller>(new EndpointHandler(config));
        RuntimePipeline.AddHandlerBefore<Signer>(new SigV4Handler());
        RuntimePipeline.AddHandlerBefore<Signer>(new AttemptHandler(region, quotas));
    }

    /// <summary>The region of the client.</summary>
    public string Region => _region;

    /// <summary>Sends a request and parses the response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parse">Reads the body. It runs again from the start if the response is interrupted and the SDK retries.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="AwsCallException">The call failed, after the SDK's retries.</exception>
    public async Task<T> CallAsync<T>(WireRequest request, Func<Stream, T> parse, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var options = new InvokeOptions { RequestMarshaller = _marshaller, ResponseUnmarshaller = new WireUnmarshaller<T>(parse) };
        try
        {
            var response = await InvokeAsync<WireResponse<T>>(request, options, cancellationToken).ConfigureAwait(false);
            Tell(request, started, "ok");
            return response.Value;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var call = WireErrors.Translate(e, _service.SigningName, request.Operation, _region);
            Tell(request, started, call.ErrorCode ?? call.Kind.ToString());
            throw call;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private void Tell(WireRequest request, long started, string outcome) => _onCall?.Invoke(new AwsCallRecord(
        _service.SigningName, request.Operation, _region, request.Purpose,
        Stopwatch.GetElapsedTime(started), Math.Max(0, request.Attempts - 1), outcome));

    private sealed class EndpointHandler(WireConfig config) : BaseEndpointResolver
    {
        protected override void PreInvoke(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext.Request;
            var endpoint = config.DetermineServiceOperationEndpoint(null!);
            var host = ((WireRequest)executionContext.RequestContext.OriginalRequest).Host;
            // Host names below somebody's endpoint need not exist.
            request.Endpoint = new Uri(
                host is null || config.HasOwnEndpoint ? endpoint.URL : endpoint.URL.Replace("://", $"://{host}", StringComparison.Ordinal));
            request.EndpointAttributes = endpoint.Attributes;
            request.AuthenticationRegion = config.AuthenticationRegion;
            request.OverrideSigningServiceName = config.RegionEndpointServiceName;
        }
    }

    private sealed class SigV4Handler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            AuthSchemeOption.DEFAULT_SIGV4;
    }

    /// <summary>Runs once per attempt, because each attempt counts against the quota.</summary>
    private sealed class AttemptHandler(string region, RequestQuotas quotas) : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = (WireRequest)executionContext.RequestContext.OriginalRequest;
            request.Attempts++;
            WireHttp.Expect(request.Bound);
            if (request.Quota is { } quota)
                await quotas.WaitAsync(region, quota, executionContext.RequestContext.CancellationToken).ConfigureAwait(false);
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception e) when (WireErrors.IsTimeout(e) && !executionContext.RequestContext.CancellationToken.IsCancellationRequested)
            {
                if (++request.Timeouts < MostTimeouts) throw;
                throw new SilentEndpointException(e);
            }
        }
    }
}
