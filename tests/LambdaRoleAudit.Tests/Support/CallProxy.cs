using System.Net;
using System.Net.Http;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.Services;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// One actor's way to a Sandbox, on which single calls are held, dropped, repeated, delayed, reordered, or met by what another
/// actor does right before or after them. It stands on the wire and not in the Sandbox: a call may then be lost on its way there or
/// back, arrive twice, or arrive when its caller is gone; and each actor has a way of its own. Bytes and headers, Host among them,
/// go through as they came, so signatures hold.
/// </summary>
public sealed class CallProxy : IAsyncDisposable
{
    /// <summary>How long anything may take that a test waits for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Those of one connection, or that Kestrel writes itself.</summary>
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Host", "Expect",
    };

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<ProxiedCall> _calls = [];
    private readonly List<Rule> _rules = [];
    private readonly WebApplication _app;
    private readonly LambdaService _lambda;
    private readonly Uri _sandbox;
    private readonly string _actor;

    private CallProxy(SandboxServer server, string actor)
    {
        _sandbox = server.Url;
        _lambda = new LambdaService(server.State);
        _actor = actor;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The calls so far, in the order in which they came.</summary>
    public IReadOnlyList<ProxiedCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    /// <summary>Starts one before a Sandbox.</summary>
    /// <param name="server">The Sandbox.</param>
    /// <param name="actor">Whose way it is, for what is told of its calls.</param>
    public static async Task<CallProxy> StartAsync(SandboxServer server, string actor = "A")
    {
        var proxy = new CallProxy(server, actor);
        await proxy._app.StartAsync();
        proxy.Url = new Uri(proxy._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return proxy;
    }

    /// <summary>Holds a call until it is released.</summary>
    public HeldCall Hold(CallMatch match)
    {
        var held = new HeldCall();
        On(match, (_, send) => held.PassAsync(send, _stop.Token));
        return held;
    }

    /// <summary>Cuts the connection before the call reached the Sandbox.</summary>
    public void DropBefore(CallMatch match) => On(match, (_, _) => Task.FromResult<ProxiedAnswer?>(null));

    /// <summary>Cuts the connection after the Sandbox did what was asked for.</summary>
    public void DropAfter(CallMatch match) => On(match, async (_, send) =>
    {
        await send();
        return null;
    });

    /// <summary>Sends the call twice, one after the other.</summary>
    /// <param name="match">Which call.</param>
    /// <param name="answerFirst">True if the caller is given the first answer: the second time, it came late from nowhere.</param>
    public void Repeat(CallMatch match, bool answerFirst = false) => On(match, async (_, send) =>
    {
        var first = await send();
        var second = await send();
        return answerFirst ? first : second;
    });

    /// <summary>Holds a call for some time.</summary>
    public void Delay(CallMatch match, TimeSpan time) => On(match, async (_, send) =>
    {
        await Task.Delay(time, _stop.Token);
        return await send();
    });

    /// <summary>Holds a call until another one, which comes later, was answered.</summary>
    public void Reorder(CallMatch late, CallMatch early)
    {
        var held = Hold(late);
        After(early, _ =>
        {
            held.Release();
            return Task.CompletedTask;
        });
    }

    /// <summary>Does something right before a call reaches the Sandbox.</summary>
    public void Before(CallMatch match, Func<ProxiedCall, Task> action) => On(match, async (call, send) =>
    {
        await action(call);
        return await send();
    });

    /// <summary>Does something right after the Sandbox answered a call, before the caller knows.</summary>
    public void After(CallMatch match, Func<ProxiedCall, Task> action) => On(match, async (call, send) =>
    {
        var answer = await send();
        await action(call);
        return answer;
    });

    /// <summary>Disturbs calls as a schedule has it.</summary>
    public void Follow(RandomSchedule schedule) =>
        On(new CallMatch(Nth: 0), (call, send) => schedule.DisturbAsync(call, send, _stop.Token));

    /// <summary>
    /// Does with a call what is given: it may send it to the Sandbox, once, more often or never, and gives the caller's answer, or null
    /// to cut the connection. Of several rules for one call the first is the outermost.
    /// </summary>
    public void On(CallMatch match, Func<ProxiedCall, Func<Task<ProxiedAnswer?>>, Task<ProxiedAnswer?>> handle)
    {
        lock (_lock) _rules.Add(new Rule(match, handle));
    }

    /// <summary>Stops; what is held is never delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var call = CallOf(http, target, body.ToArray());
        var next = () => SendAsync(http, target, body.ToArray());
        lock (_lock)
        {
            _calls.Add(call);
            // All are counted now; the last one is the innermost.
            foreach (var rule in _rules.Where(rule => rule.Takes(call)).ToList().AsEnumerable().Reverse())
            {
                var inner = next;
                next = () => rule.Handle(call, inner);
            }
        }

        ProxiedAnswer? answer = null;
        try
        {
            answer = await next();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The proxy goes; what it held is lost.
        }

        call.Status = answer?.Status;
        if (answer is null)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        foreach (var (name, values) in answer.Headers) http.Response.Headers[name] = values;
        http.Response.ContentLength = answer.Status == StatusCodes.Status204NoContent ? null : answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body);
    }

    /// <summary>Null if the Sandbox cut the connection.</summary>
    private async Task<ProxiedAnswer?> SendAsync(HttpContext http, string target, byte[] body)
    {
        // As it came: a path that Uri tidies up is not the one that was signed.
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri($"{_sandbox.GetLeftPart(UriPartial.Authority)}{target}", asItIs);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), address) { Content = new ByteArrayContent(body) };
        foreach (var (name, values) in http.Request.Headers)
        {
            if (OfConnection.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        }

        request.Headers.Host = http.Request.Host.Value;
        try
        {
            using var response = await _client.SendAsync(request, _stop.Token);
            var headers = response.Headers.Concat(response.Content.Headers).Where(header => !OfConnection.Contains(header.Key));
            return new ProxiedAnswer(
                (int)response.StatusCode, [.. headers.Select(header => (header.Key, header.Value.ToArray()))],
                await response.Content.ReadAsByteArrayAsync(_stop.Token));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private ProxiedCall CallOf(HttpContext http, string target, byte[] body)
    {
        var (service, region) = SignatureVerifier.Scope(http.Request.Headers.Authorization.ToString());
        var parts = target.Split('?', 2);
        var request = new SandboxRequest
        {
            Http = http, RawPath = parts[0], RawQuery = parts.Length == 2 ? parts[1] : "", Body = body, Service = service, Region = region,
        };
        if (service != "lambda")
            return new ProxiedCall(_actor, service, region, request.Form.GetValueOrDefault("Action", ""), NameIn(request.Form));
        // /2015-03-31/functions/NAME/…, where the name may be an ARN.
        var path = parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var function = path is [_, "functions", var name, ..] ? Uri.UnescapeDataString(name) : request.Query("FunctionName") ?? "";
        return new ProxiedCall(_actor, service, region, _lambda.OperationOf(request), function.Split("function:")[^1]);
    }

    private static string NameIn(Dictionary<string, string> form) =>
        new[] { "RoleName", "InstanceProfileName", "PolicyArn", "PolicyName" }
            .Select(form.GetValueOrDefault).OfType<string>().FirstOrDefault("");

    private sealed class Rule(CallMatch match, Func<ProxiedCall, Func<Task<ProxiedAnswer?>>, Task<ProxiedAnswer?>> handle)
    {
        private int _count;

        /// <summary>Counts the call, if it is such a one.</summary>
        public bool Takes(ProxiedCall call) => match.Fits(call) && (++_count == match.Nth || match.Nth == 0);

        public Task<ProxiedAnswer?> Handle(ProxiedCall call, Func<Task<ProxiedAnswer?>> send) => handle(call, send);
    }
}
