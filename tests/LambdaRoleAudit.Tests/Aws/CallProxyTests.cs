using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>What the proxy can do to a call, seen from the caller and from the Sandbox.</summary>
public sealed class CallProxyTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> One = new() { ["k"] = "1" };
    private static readonly Dictionary<string, string> Two = new() { ["k"] = "2" };

    private SandboxServer _server = null!;
    private CallProxy _proxy = null!;
    private IAwsSession _session = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AccountState Account => _server.State.Accounts.Values.Single();

    public async ValueTask InitializeAsync()
    {
        _server = await Sandboxes.StartAsync();
        _proxy = await CallProxy.StartAsync(_server);
        _session = await RepairRuns.OpenAsync(_proxy.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Calls_go_through_as_they_were_signed_and_are_told_in_order()
    {
        Assert.Equal("/orders/", (await _session.Iam.GetRoleAsync("order-events-role", Token)).Path);
        Assert.Equal("order-intake", (await _session.Lambda("us-east-1").GetFunctionAsync("order-intake", Token)).Function.FunctionName);
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => _session.Iam.GetRoleAsync("nobody", Token)));
        Assert.Equal(
            [
                ("iam", "GetRole", "order-events-role", 200),
                ("lambda", "GetFunction", "order-intake", 200),
                ("iam", "GetRole", "nobody", 404),
            ],
            _proxy.Calls.Select(call => (call.Service, call.Operation, call.Target, call.Status!.Value)));
        Assert.All(_proxy.Calls, call => Assert.Equal("us-east-1", call.Region));
    }

    /// <summary>An ARN in a path is signed as it was escaped.</summary>
    [Fact]
    public async Task A_path_goes_through_as_it_was_escaped()
    {
        await Python.RequireAsync();
        var arn = Account.FunctionArn("us-east-1", "order-intake");
        var (code, output, errors) = await Python.CliAsync(_proxy.Url, "lambda", "get-function", "--function-name", arn);
        Assert.True(code == 0, errors);
        Assert.Contains(arn, output, StringComparison.Ordinal);
        Assert.Equal("A GetFunction order-intake (200)", Assert.Single(_proxy.Calls).ToString());
    }

    [Fact]
    public async Task A_repair_goes_through_it()
    {
        var steps = await RepairRuns.PlanAsync(_server, through: _proxy.Url);
        var results = await RepairRuns.RepairAsync(_server, steps, through: _proxy.Url);
        Assert.Equal(5, results.Count(result => result.Status == RoleRepairStatus.Repaired));
        Assert.Equal(_server.Calls.Values.Sum(), _proxy.Calls.Count);
        Assert.Contains(_proxy.Calls, call => call is { Operation: "UpdateFunctionConfiguration", Target: "order-intake", IsWrite: true });
    }

    [Fact]
    public async Task A_held_call_is_done_when_it_is_released_and_others_go_on()
    {
        var held = _proxy.Hold(new CallMatch("CreateRole", "fresh"));
        var making = CreateAsync("fresh");
        await held.Reached;
        await CreateAsync("other");
        Assert.False(Account.Roles.ContainsKey("fresh"));
        Assert.False(making.IsCompleted);
        held.Release();
        await making;
        Assert.True(Account.Roles.ContainsKey("fresh"));
    }

    [Fact]
    public async Task A_held_call_is_done_though_its_caller_has_gone()
    {
        var held = _proxy.Hold(new CallMatch("CreateRole"));
        using var stop = new CancellationTokenSource();
        var making = _session.Iam.CreateRoleAsync(
            new RoleDefinition { RoleName = "late", Path = "/", TrustPolicy = TrustPolicies.Lambda }, stop.Token);
        await held.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        Assert.False(Account.Roles.ContainsKey("late"));
        held.Release();
        await held.Answered;
        Assert.True(Account.Roles.ContainsKey("late"));
    }

    [Fact]
    public async Task A_rule_is_for_the_call_of_its_number_and_target()
    {
        _proxy.DropAfter(new CallMatch("TagRole", "order-*", Nth: 2));
        await TagAsync("aws-lambda-full-access", One);
        await TagAsync("order-events-role", One);
        await TagAsync("aws-lambda-full-access", Two);
        Assert.Equal(3, _proxy.Calls.Count);
        // It is cut, and asked for again: TagRole may be.
        await TagAsync("order-events-role", Two);
        Assert.Equal([200, 200, 200, null, 200], _proxy.Calls.Select(call => call.Status));
        Assert.Equal(5, Count("TagRole"));
    }

    /// <summary>A listing is about no role: its target is empty.</summary>
    [Fact]
    public async Task A_rule_for_all_calls_is_for_listings_too()
    {
        var seen = new List<string>();
        _proxy.Before(new CallMatch(Nth: 0), call => Task.Run(() => seen.Add(call.Operation)));
        await foreach (var _ in _session.Iam.ListRolesAsync(Token))
        {
        }

        Assert.Equal(["ListRoles"], seen);
    }

    [Fact]
    public async Task A_call_that_is_dropped_before_is_not_done()
    {
        _proxy.DropBefore(new CallMatch("CreateRole"));
        await CreateAsync("fresh");
        Assert.Equal((2, 1), (_proxy.Calls.Count, Count("CreateRole")));
    }

    [Fact]
    public async Task A_call_that_is_dropped_after_is_done()
    {
        _proxy.DropAfter(new CallMatch("CreateRole"));
        Assert.Equal("EntityAlreadyExists", await ErrorAsync(() => CreateAsync("fresh")));
        Assert.Equal((2, 2), (_proxy.Calls.Count, Count("CreateRole")));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "EntityAlreadyExists")]
    public async Task A_repeated_call_is_done_twice(bool answerFirst, string? error)
    {
        _proxy.Repeat(new CallMatch("CreateRole"), answerFirst);
        var making = CreateAsync("fresh");
        if (error is null) await making;
        else Assert.Equal(error, await ErrorAsync(() => making));
        Assert.Equal((1, 2), (_proxy.Calls.Count, Count("CreateRole")));
    }

    [Fact]
    public async Task Two_calls_change_places()
    {
        _proxy.Reorder(late: new CallMatch("TagRole", Nth: 1), early: new CallMatch("TagRole", Nth: 2));
        var first = TagAsync("order-events-role", One);
        while (_proxy.Calls.Count == 0) await Task.Delay(1, Token);
        await TagAsync("order-events-role", Two);
        await first;
        Assert.Equal("1", Account.Roles["order-events-role"].Tags["k"]);
    }

    [Fact]
    public async Task A_delayed_call_is_overtaken()
    {
        _proxy.Delay(new CallMatch("TagRole"), TimeSpan.FromMilliseconds(300));
        var delayed = TagAsync("order-events-role", One);
        while (_proxy.Calls.Count == 0) await Task.Delay(1, Token);
        await TagAsync("order-events-role", Two);
        Assert.Equal("2", Account.Roles["order-events-role"].Tags["k"]);
        await delayed;
        Assert.Equal("1", Account.Roles["order-events-role"].Tags["k"]);
    }

    [Fact]
    public async Task Others_act_right_before_and_right_after_a_call()
    {
        await using var theirs = await CallProxy.StartAsync(_server, "B");
        using var their = await RepairRuns.OpenAsync(theirs.Url);
        var seen = new List<string>();
        _proxy.Before(new CallMatch("CreateRole", "fresh"), call =>
        {
            seen.Add($"{call.Operation}: {Account.Roles.ContainsKey("fresh")}");
            return their.Iam.TagRoleAsync("order-events-role", One, Token);
        });
        _proxy.After(new CallMatch("CreateRole", "fresh"), call =>
        {
            seen.Add($"{call.Operation}: {Account.Roles.ContainsKey("fresh")}");
            lock (Account.Lock) Account.Roles.Remove("fresh");
            return Task.CompletedTask;
        });
        Assert.Equal("fresh", (await CreateAsync("fresh")).RoleName);
        Assert.Equal(["CreateRole: False", "CreateRole: True"], seen);
        Assert.False(Account.Roles.ContainsKey("fresh"));
        Assert.Equal("1", Account.Roles["order-events-role"].Tags["k"]);
        Assert.Equal("B TagRole order-events-role (200)", Assert.Single(theirs.Calls).ToString());
    }

    [Fact]
    public async Task What_the_Sandbox_cuts_is_cut()
    {
        await using var faulty = await Sandboxes.StartAsync(faults: "reset#1");
        await using var proxy = await CallProxy.StartAsync(faulty);
        using var session = await RepairRuns.OpenAsync(proxy.Url);
        await session.Iam.GetRoleAsync("order-events-role", Token);
        Assert.Equal([null, 200], proxy.Calls.Select(call => call.Status));
    }

    [Fact]
    public async Task A_schedule_disturbs_in_every_way_and_a_seed_disturbs_alike()
    {
        var (first, again, other) = (new RandomSchedule(7, 1), new RandomSchedule(7, 1), new RandomSchedule(8, 1));
        var call = new ProxiedCall("A", "iam", "us-east-1", "TagRole", "r");
        var numbers = Enumerable.Range(1, 100).ToList();
        Assert.Equal(numbers.Select(number => first.Of(call, number)), numbers.Select(number => again.Of(call, number)));
        Assert.NotEqual(numbers.Select(number => first.Of(call, number)), numbers.Select(number => other.Of(call, number)));
        Assert.Equal(5, numbers.Select(number => first.Of(call, number)!.Value.Disturbance).Distinct().Count());
        Assert.InRange(numbers.Count(number => new RandomSchedule(7, 0.15).Of(call, number) is not null), 5, 30);

        var schedule = new RandomSchedule(7, 1, most: 40);
        _proxy.Follow(schedule);
        var ends = new List<Task>();
        for (var number = 0; number < 10; number++) ends.Add(OnceAsync(number));
        await Task.WhenAll(ends);
        Assert.Equal(40, schedule.Done.Count);
        Assert.Equal(5, schedule.Done.Select(done => done.Split(' ')[^2]).Distinct().Count());
        // Some were cut, and some came twice.
        Assert.Contains(_proxy.Calls, made => made.Status is null);
        Assert.NotEqual(_proxy.Calls.Count, _server.Calls.Values.Sum());

        async Task OnceAsync(int number)
        {
            for (var i = 0; i < 10; i++)
            {
                try
                {
                    await TagAsync("order-events-role", new Dictionary<string, string> { [$"k{number}"] = $"{i}" });
                }
                catch (AwsCallException e) when (e.Kind == AwsErrorKind.Unreachable)
                {
                    // Each try of it was cut.
                }
            }
        }
    }

    private int Count(string operation) => _server.Calls.Where(call => call.Key.Operation == operation).Sum(call => call.Value);

    private Task<RoleRecord> CreateAsync(string name) =>
        _session.Iam.CreateRoleAsync(new RoleDefinition { RoleName = name, Path = "/", TrustPolicy = TrustPolicies.Lambda }, Token);

    private Task TagAsync(string role, Dictionary<string, string> tags) => _session.Iam.TagRoleAsync(role, tags, Token);

    private static async Task<string?> ErrorAsync(Func<Task> call) => (await Assert.ThrowsAsync<AwsCallException>(call)).ErrorCode;
}
