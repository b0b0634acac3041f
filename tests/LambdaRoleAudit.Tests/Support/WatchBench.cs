using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Two functions that a repair moved from a shared role, the clock, and what CloudTrail is told of them.</summary>
public sealed class WatchBench : IDenialSource, IAsyncDisposable
{
    public const string Region = "eu-west-1";
    public const string SharedRole = "arn:aws:iam::123456789012:role/team/shared";

    /// <summary>The source role allows this call.</summary>
    public static readonly FunctionCall Stop = new("ec2.amazonaws.com", "StopInstances")
    {
        Parameters = """{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]}}""", ErrorCode = "Client.UnauthorizedOperation",
    };

    private WatchBench(SandboxServer server, IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        Server = server;
        Steps = steps;
        // Whole seconds, as the times of records.
        Clock = new ManualClock(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60));
        Clock.OnAdvance = now => State.EventHistoryNow = now;
        State.EventHistoryNow = Clock.Start;
        Moves = [.. steps.Select(step => new WatchedMove(step, Clock.Start))];
    }

    public SandboxServer Server { get; }

    public SandboxState State => Server.State;

    public AccountState Account => State.Accounts.Values.Single();

    public ManualClock Clock { get; }

    public IReadOnlyList<LambdaRoleRepairStep> Steps { get; }

    public IReadOnlyList<WatchedMove> Moves { get; set; }

    public List<RoleRepairResult> Results { get; } = [];

    public List<string> Notes { get; } = [];

    public ReadingLog Log { get; } = new();

    /// <summary>The regions that cannot be read.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>The times of the reads, and how far each looked back.</summary>
    public List<(DateTimeOffset At, DateTimeOffset From)> Reads { get; } = [];

    public string Name => "event history";

    /// <summary>Repairs the functions, and starts the clock.</summary>
    /// <param name="policy">The policy of the shared role.</param>
    /// <param name="options">The options of the plan; null for a copy of the role.</param>
    public static async Task<WatchBench> StartAsync(string? policy = null, RepairOptions? options = null)
    {
        var account = Estate.NewAccount();
        var role = Estate.AddRole(account, "/team/", "shared");
        role.InlinePolicies["all"] = policy ?? """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["ec2:StopInstances","secretsmanager:GetSecretValue"],"Resource":"*"},
              {"Effect":"Allow","Action":"ssm:GetParameter","Resource":"arn:aws:ssm:*:*:parameter/prices","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}]}
            """;
        foreach (var name in new[] { "orders", "mail" }) Estate.AddFunction(account, Region, name, role, inVpc: false);
        var server = await Sandboxes.StartAsync(Estate.StateOf(account), quotas: false);
        var steps = await RepairRuns.PlanAsync(server, options);
        Assert.All(await RepairRuns.RepairAsync(server, steps), result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        return new WatchBench(server, steps);
    }

    /// <summary>The role that a function is on.</summary>
    public string RoleOf(string function) => Account.Region(Region).Find(function)!.Role;

    public WatchedMove MoveOf(string function) => Moves.Single(move => move.Step.FunctionName == function);

    /// <summary>A function makes a call at a time after the clock's start.</summary>
    public void Calls(double minute, string function, FunctionCall call) => Clock.At(
        TimeSpan.FromMinutes(minute), () => CallRecorder.Record(State, Account, Region, function, call, Clock.GetUtcNow()));

    /// <summary>Watches, with the real source of denied calls if there is one, otherwise with this one.</summary>
    public async Task<WatchSummary> WatchAsync(
        double minutes, IDenialSource? source = null, CancellationToken stop = default, TimeSpan? poll = null, IAwsSession? with = null)
    {
        var session = with ?? await RepairRuns.OpenAsync(Server.Url);
        try
        {
            var watcher = new RepairWatcher(session, source ?? this, Clock, Log, RepairRuns.Quick);
            var options = new WatchOptions { Duration = TimeSpan.FromMinutes(minutes) };
            if (poll is { } interval) options = options with { PollInterval = interval };
            return await watcher.WatchAsync(Moves, options, [Region, "us-east-1"], Results.Add, Notes.Add, stop);
        }
        finally
        {
            if (with is null) session.Dispose();
        }
    }

    /// <summary>Reads the event history directly: what can be read at the time of the clock.</summary>
    public Task<UsageEvidence> ReadAsync(UsageScope scope, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Reads.Add((Clock.GetUtcNow(), scope.From!.Value));
        var calls = new UsageCollector(scope);
        var (shortest, longest) = State.EventHistoryDelay;
        foreach (var record in regions.Except(Unreadable).SelectMany(region => Account.Region(region).History.Find(null, null))
            .Where(e => e.ReadableAt(shortest, longest) <= Clock.GetUtcNow())) calls.AddRecord(Encoding.UTF8.GetBytes(record.Record));
        return Task.FromResult(new UsageEvidence
        {
            Calls = calls, Source = UsageSource.EventHistory, Regions = [.. regions.Except(Unreadable)],
            UnreadRegions = [.. regions.Intersect(Unreadable)],
        });
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
