using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Net;
using LambdaRoleAudit.Sandbox.Faults;
using LambdaRoleAudit.Sandbox.Services;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>
/// A local AWS endpoint for Lambda, IAM, STS, EC2 DescribeRegions, CloudTrail, S3, Athena, CloudWatch, the policies of resources of other
/// services, and what sign-ins need (AWS Sign-In, IAM Identity Center). It has one port for all services; the signature's scope determines
/// the service and region. It listens only on the loopback interface.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    /// <summary>No operation takes longer, except on a machine that stands still.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly SandboxOptions _options;
    private readonly SandboxState _state;
    private readonly SignatureVerifier _verifier;
    private readonly FaultInjector _faults;
    private readonly RequestQuota _quota;
    private readonly Dictionary<string, IAwsService> _services;
    private readonly SignInService _signIn;
    private readonly PortalService _portal;
    private int _inProgress;

    private SandboxServer(SandboxState state, SandboxOptions options)
    {
        _state = state;
        _options = options;
        _verifier = new SignatureVerifier(state);
        _faults = new FaultInjector(options.Faults, options.Seed);
        _quota = new RequestQuota(options.LookupsPerSecond);
        _services = new IAwsService[]
        {
            new LambdaService(state), new IamService(state, options.IamStaleness, options.Seed), new StsService(state), new Ec2Service(),
            new CloudTrailService(state), new S3Service(state), new AthenaService(state), new CloudWatchService(), new KmsService(state),
            new SqsService(state), new SnsService(state), new SecretsManagerService(state), new DynamoDbService(state),
            new KinesisService(state), new EcrService(state), new EventBridgeService(state), new SsmService(state), new GlueService(state),
            new EfsService(state), new OpenSearchService(state), new ApiGatewayService(state), new BackupService(state),
            new CodeArtifactService(state), new ConfigService(),
        }
            .ToDictionary(service => service.SigningName, StringComparer.Ordinal);

        _signIn = new SignInService(state);
        _portal = new PortalService(state);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The number of requests so far, by operation and region, including rejected requests.</summary>
    public ConcurrentDictionary<(string Operation, string Region), int> Calls { get; } = new();

    /// <summary>The URL of the endpoint.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The state of the Sandbox.</summary>
    public SandboxState State => _state;

    /// <summary>Starts a Sandbox.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxState state, SandboxOptions? options = null)
    {
        var server = new SandboxServer(state, options ?? new SandboxOptions());
        await server._app.StartAsync();
        server.Url = new Uri(
            server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>
    /// Stops the Sandbox after the requests in progress, so that none of them changes the state later. Requests that hang are canceled.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _inProgress) > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(started) < LongestRequest)
            await Task.Delay(5);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        Interlocked.Increment(ref _inProgress);
        try
        {
            await AnswerAsync(http);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    private async Task<bool> GiveAsync(FaultKind kind, SandboxRequest request, IAwsService handler)
    {
        if (kind != FaultKind.Hang) return await FaultAnswers.GiveAsync(kind, request, handler);
        Interlocked.Decrement(ref _inProgress);
        try
        {
            return await FaultAnswers.GiveAsync(kind, request, handler);
        }
        finally
        {
            Interlocked.Increment(ref _inProgress);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var (service, region) = SignatureVerifier.Scope(http.Request.Headers.Authorization.ToString());
        var target = PathOf(http.Features.Get<IHttpRequestFeature>()!.RawTarget).Split('?', 2);
        var request = new SandboxRequest
        {
            Http = http,
            RawPath = target[0],
            RawQuery = target.Length == 2 ? target[1] : "",
            Body = await ReadBodyAsync(http),
            Service = service,
            Region = region,
        };
        http.Response.Headers["x-amzn-RequestId"] = request.RequestId;
        // Clients use this to correct their clock.
        if (_state.ClockOffset != TimeSpan.Zero)
            http.Response.Headers.Date = _state.Now.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        if (service.Length == 0 && await LogInAsync(request)) return;

        if (!_services.TryGetValue(service, out var handler))
        {
            http.Response.StatusCode = 403;
            await http.Response.WriteAsJsonAsync(new { message = "Missing Authentication Token" });
            return;
        }

        FaultKind? fault = null;
        try
        {
            request.Operation = handler.OperationOf(request);
            Calls.AddOrUpdate((request.Operation, region), 1, static (_, count) => count + 1);
            fault = _faults.Next(request.Operation, region);
            var latency = _options.ServiceLatency.GetValueOrDefault(service, _options.Latency);
            if (latency > TimeSpan.Zero) await Task.Delay(latency, http.RequestAborted);
            if (fault is { } kind && kind != FaultKind.Lost && await GiveAsync(kind, request, handler)) return;
            Authenticate(request);
            Authorize(request);
            var isLimited = _options.EnforceQuotas && (service == "lambda" || request.Operation == "LookupEvents");
            if (isLimited && !_quota.TryTake(request.Account.AccountId, region, request.Operation)) throw ServiceErrors.Throttled(service);
            if (fault == FaultKind.Lost) http.Response.Body = Stream.Null;
            await handler.HandleAsync(request);
        }
        catch (AwsError e)
        {
            await handler.WriteErrorAsync(request, e);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so nobody needs a response.
        }

        if (fault == FaultKind.Lost) http.Abort();
    }

    /// <summary>A client that uses the Sandbox as its proxy sends the whole URL.</summary>
    private static string PathOf(string target) =>
        target.StartsWith("http://", StringComparison.Ordinal) ? target[target.IndexOf('/', "http://".Length)..] : target;

    /// <summary>Operations that return credentials are called without credentials.</summary>
    private async Task<bool> LogInAsync(SandboxRequest request)
    {
        var (operation, answer) = request.RawPath switch
        {
            SignInService.Path => ("CreateOAuth2Token", () => _signIn.HandleAsync(request.Http, request.Body)),
            PortalService.Path => ("GetRoleCredentials", () => _portal.HandleAsync(request.Http)),
            "/" when request.Form.GetValueOrDefault("Action") == StsService.WithoutSignature => (StsService.WithoutSignature, AssumeAsync),
            _ => ("", (Func<Task>?)null),
        };
        if (answer is null) return false;
        request.Operation = operation;
        Calls.AddOrUpdate((operation, ""), 1, static (_, count) => count + 1);
        await answer();
        return true;

        async Task AssumeAsync()
        {
            var sts = _services["sts"];
            try
            {
                await sts.HandleAsync(request);
            }
            catch (AwsError e)
            {
                await sts.WriteErrorAsync(request, e);
            }
        }
    }

    private void Authenticate(SandboxRequest request)
    {
        request.Caller = _verifier.Verify(request);
        request.Account = _state.Accounts[request.Caller.AccountId];
        // The endpoint of an opt-in region does not know an account that has not opted in.
        if (request.Service != "iam" && !request.Account.EnabledRegions.Contains(request.Region))
            throw ServiceErrors.UnknownKey(request.Service);
    }

    /// <summary>
    /// Checks the caller's identity policy, if there is one: actions only. Passing a role to Lambda is a separate action.
    /// </summary>
    private void Authorize(SandboxRequest request)
    {
        // "No permissions are required to perform this operation" (STS API reference, GetCallerIdentity).
        if (_state.AllowedActions is not { } allowed || request.Operation is "" or "GetCallerIdentity") return;
        Verify(ActionOf(request));
        if (request.Operation == "UpdateFunctionConfiguration" && request.Json["Role"] is not null) Verify("iam:PassRole");
        if (request.Operation == "CreateRole" && request.Form.ContainsKey("Tags.member.1.Key")) Verify("iam:TagRole");
        if (request.Operation == "CreatePolicy" && request.Form.ContainsKey("Tags.member.1.Key")) Verify("iam:TagPolicy");

        void Verify(string action)
        {
            if (allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, action))) return;
            throw ServiceErrors.Denied(
                request.Service,
                $"User: {request.Caller.UserArn(request.Account.Partition)} is not authorized to perform: {action} because no "
                + $"identity-based policy allows the {action} action");
        }
    }

    /// <summary>
    /// S3's actions do not have the names of its operations (S3 user guide, "Required permissions for Amazon S3 API operations").
    /// </summary>
    private static string ActionOf(SandboxRequest request) => $"{PrefixOf(request.Service)}:" + request.Operation switch
    {
        "ListObjectsV2" or "ListObjects" or "HeadBucket" => "ListBucket",
        "HeadObject" => "GetObject",
        "ListBuckets" => "ListAllMyBuckets",
        // API Gateway's actions are HTTP methods (service authorization reference).
        _ when request.Service == "apigateway" => request.Http.Request.Method,
        var operation => operation,
    };

    /// <summary>Actions of CloudWatch do not begin with its name in signatures.</summary>
    private static string PrefixOf(string service) => service == "monitoring" ? "cloudwatch" : service;

    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding")) return [];
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }
}
