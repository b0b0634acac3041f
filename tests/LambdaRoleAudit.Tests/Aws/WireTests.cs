using System.Collections.Concurrent;
using System.Diagnostics;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>The AWS side against the Sandbox: paging, errors, retries, quotas, cancellation.</summary>
// What is counted here in seconds is not to be counted while every other test wants the processors.
[Collection(EnvironmentCollection.Name)]
public class WireTests
{
    private static readonly AwsKeys Keys = new(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null);

    private readonly ConcurrentQueue<AwsCallRecord> _calls = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_read()
    {
        await using var server = await Sandboxes.StartAsync(Estate.OfSize(17 * 120, 1));
        var functions = await ListAsync(server, "us-east-1");
        Assert.Equal(120, functions.Select(function => function.FunctionArn).Distinct().Count());
        Assert.Equal(3, server.Calls[("ListFunctions", "us-east-1")]);
        Assert.All(functions, function => Assert.Equal("us-east-1", function.Region));
    }

    [Fact]
    public async Task Versions_come_when_they_are_asked_for()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        Estate.Publish(account, "us-east-1", account.Region("us-east-1").Find("order-intake")!);
        await using var server = await Sandboxes.StartAsync(state);
        Assert.DoesNotContain(await ListAsync(server, "us-east-1"), function => function.Version == "1");
        var version = Assert.Single(await ListAsync(server, "us-east-1", versions: true), function => function.Version == "1");
        Assert.EndsWith(":order-intake:1", version.FunctionArn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_function_gives_the_function_as_it_is()
    {
        await using var server = await Sandboxes.StartAsync();
        using var session = await OpenAsync(server.Url);
        var detail = await session.Lambda("us-east-1").GetFunctionAsync("s3-get-object", Token);
        Assert.Equal(("s3-get-object", "python3.13"), (detail.Function.FunctionName, detail.Function.Configuration!.Runtime));
        Assert.Equal(("Active", "Successful", "/aws/lambda/s3-get-object"), (detail.State, detail.LastUpdateStatus, detail.LogGroup));
        var e = await Assert.ThrowsAsync<AwsCallException>(() => session.Lambda("us-east-1").GetFunctionAsync("nobody", Token));
        Assert.Equal((AwsErrorKind.NotFound, "ResourceNotFoundException", 404), (e.Kind, e.ErrorCode, e.HttpStatus));
        Assert.NotNull(e.RequestId);
    }

    [Fact]
    public async Task The_account_and_its_regions_are_known()
    {
        await using var server = await Sandboxes.StartAsync();
        using var session = await OpenAsync(server.Url);
        Assert.Equal("123456789012", (await session.GetCallerIdentityAsync(Token)).AccountId);
        Assert.Equal(Estate.DefaultRegions, await session.DescribeRegionsAsync(Token));
    }

    [Theory]
    [InlineData("throttle=0.4")]
    [InlineData("error=0.4")]
    [InlineData("reset=0.3")]
    [InlineData("truncate=0.3")]
    [InlineData("html=0.3")]
    public async Task What_passes_is_tried_again(string faults)
    {
        await using var server = await Sandboxes.StartAsync(OneRegion(pages: 12), faults, seed: 5);
        Assert.Equal(12 * 50, (await ListAsync(server, "us-east-1")).Count);
        Assert.True(server.Calls[("ListFunctions", "us-east-1")] > 12, "No fault struck: the test shows nothing.");
        Assert.Contains(_calls, call => call.Retries > 0);
    }

    [Theory]
    [InlineData("throttle", AwsErrorKind.Throttled, "TooManyRequestsException")]
    [InlineData("error", AwsErrorKind.ServiceFault, "ServiceException")]
    [InlineData("reset", AwsErrorKind.Unreachable, null)]
    [InlineData("expired", AwsErrorKind.ExpiredToken, "ExpiredTokenException")]
    [InlineData("deny", AwsErrorKind.AccessDenied, "AccessDeniedException")]
    [InlineData("html", AwsErrorKind.BadResponse, null)]
    [InlineData("truncate", AwsErrorKind.Unreachable, null)]
    [InlineData("hang", AwsErrorKind.TimedOut, null)]
    public async Task What_lasts_is_a_typed_error(string faults, AwsErrorKind kind, string? code)
    {
        await using var server = await Sandboxes.StartAsync(faults: faults);
        var e = await Assert.ThrowsAsync<AwsCallException>(() => ListAsync(server, "us-east-1", timeout: faults == "hang" ? 0.2 : 30));
        Assert.Equal((kind, code), (e.Kind, e.ErrorCode));
        Assert.Equal(("lambda", "ListFunctions", "us-east-1"), (e.Service, e.Operation, e.Region));
    }

    [Theory]
    [InlineData(true, false, AwsErrorKind.WrongSecret)]
    [InlineData(false, true, AwsErrorKind.InvalidKey)]
    public async Task A_wrong_key_gets_the_error_that_AWS_gives(bool wrongSecret, bool wrongKey, AwsErrorKind kind)
    {
        await using var server = await Sandboxes.StartAsync();
        var keys = new AwsKeys(wrongKey ? "AKIAUNKNOWNUNKNOWN00" : Keys.AccessKey, wrongSecret ? "wrong" : Keys.SecretKey, null);
        using var session = await OpenAsync(server.Url, keys);
        Assert.Equal(kind, (await Assert.ThrowsAsync<AwsCallException>(() => session.GetCallerIdentityAsync(Token))).Kind);
        Assert.Equal(
            kind, (await Assert.ThrowsAsync<AwsCallException>(() => session.Lambda("us-east-1").GetFunctionAsync("f", Token))).Kind);
    }

    [Fact]
    public async Task A_session_token_is_sent()
    {
        var state = Estate.Rule();
        var temporary = new SandboxCredential("ASIASANDBOXSANDBOX00", "secret", "token/of+a session==", "123456789012");
        state.Credentials[temporary.AccessKey] = temporary;
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server.Url, new AwsKeys(temporary.AccessKey, temporary.SecretKey, temporary.SessionToken));
        await session.GetCallerIdentityAsync(Token);
        using var without = await OpenAsync(server.Url, new AwsKeys(temporary.AccessKey, temporary.SecretKey, null));
        Assert.Equal(
            AwsErrorKind.InvalidKey, (await Assert.ThrowsAsync<AwsCallException>(() => without.GetCallerIdentityAsync(Token))).Kind);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_clock_that_is_off_is_corrected_by_the_servers(int seconds)
    {
        var state = Estate.Rule();
        state.ClockOffset = TimeSpan.FromSeconds(seconds);
        // Not stopped: the SDK keeps the correction for the endpoint, and no other Sandbox may get its port.
        var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server.Url);
        Assert.Equal("123456789012", (await session.GetCallerIdentityAsync(Token)).AccountId);
        Assert.Equal(5, (await ListAsync(server, "us-east-1")).Count);
    }

    [Fact]
    public async Task A_region_that_is_not_enabled_refuses_the_key()
    {
        await using var server = await Sandboxes.StartAsync();
        Assert.Equal(AwsErrorKind.InvalidKey, (await Assert.ThrowsAsync<AwsCallException>(() => ListAsync(server, "me-south-1"))).Kind);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_unreachable()
    {
        using var session = await OpenAsync(new Uri("http://127.0.0.1:1"));
        Assert.Equal(
            AwsErrorKind.Unreachable, (await Assert.ThrowsAsync<AwsCallException>(() => session.GetCallerIdentityAsync(Token))).Kind);
    }

    [Fact]
    public async Task The_token_buckets_stay_under_the_quota_that_the_Sandbox_enforces()
    {
        // 45 pages of one region without latency: far more than 15 a second if nothing held them back.
        await using var server = await Sandboxes.StartAsync(OneRegion(pages: 45));
        Assert.Equal(45 * 50, (await ListAsync(server, "us-east-1")).Count);
        // A few refusals may happen at the edge of a bucket; a client without one has dozens.
        Assert.InRange(server.Calls[("ListFunctions", "us-east-1")], 45, 48);
    }

    [Fact]
    public async Task A_silent_endpoint_is_asked_twice_only()
    {
        await using var server = await Sandboxes.StartAsync(faults: "hang:ListFunctions");
        var e = await Assert.ThrowsAsync<AwsCallException>(() => ListAsync(server, "us-east-1", timeout: 0.2));
        Assert.Equal(AwsErrorKind.TimedOut, e.Kind);
        Assert.Equal(2, server.Calls[("ListFunctions", "us-east-1")]);
    }

    [Fact]
    public async Task Cancelling_ends_a_hanging_call_at_once()
    {
        await using var server = await Sandboxes.StartAsync(faults: "hang");
        using var session = await OpenAsync(server.Url);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.GetCallerIdentityAsync(stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task What_is_told_of_a_call_holds_no_secret()
    {
        await using var server = await Sandboxes.StartAsync();
        await ListAsync(server, "us-east-1");
        var line = Assert.Single(_calls).ToString();
        Assert.StartsWith("lambda:ListFunctions us-east-1: functions, page 1: ok in ", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.SecretKey, Keys.ToString(), StringComparison.Ordinal);
    }

    private static SandboxState OneRegion(int pages)
    {
        var account = Estate.NewAccount();
        var role = Estate.AddRole(account, "/", "r");
        for (var i = 0; i < pages * 50; i++) Estate.AddFunction(account, "us-east-1", $"f{i}", role);
        return Estate.StateOf(account);
    }

    private async Task<List<LambdaFunction>> ListAsync(SandboxServer server, string region, bool versions = false, double timeout = 30)
    {
        using var session = await OpenAsync(server.Url, timeout: timeout);
        var builder = new FunctionInventoryBuilder(problem => Assert.Fail(problem.Message));
        await foreach (var _ in session.Lambda(region).ListFunctionsAsync(versions, builder, Token))
        {
        }

        return [.. builder.Build().Functions];
    }

    private Task<IAwsSession> OpenAsync(Uri url, AwsKeys? keys = null, double timeout = 30) => new AwsGateway().OpenAsync(
        new AwsSessionOptions
        {
            Keys = keys ?? Keys, EndpointUrl = url, RequestTimeout = TimeSpan.FromSeconds(timeout), OnCall = _calls.Enqueue
        }, Token);
}
