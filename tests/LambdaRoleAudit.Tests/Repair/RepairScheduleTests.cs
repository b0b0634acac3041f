using System.Collections.Concurrent;
using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// Two repairs of one plan, undos, and deployments at once, their calls held, delayed, dropped, repeated and reordered by chance, and
/// IAM's reads behind its state: at every instant each function's role exists, trusts Lambda and is whole; strangers' roles are left
/// alone; every result is so; and when it is over, a re-run completes or an undo restores.
/// </summary>
public class RepairScheduleTests
{
    /// <summary>How many schedules: 500 with REPAIR_SCHEDULES=500 (docs/repair.md has the result); fewer by default.</summary>
    private static readonly int Schedules = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_SCHEDULES"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 80 : 30;

    /// <summary>
    /// Seconds at AWS, a fraction of one here: IAM behind by up to 150 ms, a call held for up to 250 ms, and marks that wait for longer
    /// than both. REPAIR_STALENESS=10 is as it is at AWS, and takes minutes.
    /// </summary>
    private static readonly TimeSpan Staleness = RepairRuns.Staleness ?? TimeSpan.FromMilliseconds(150);

    private static readonly AssignmentOptions Scaled = RepairRuns.Staleness is not null ? RepairRuns.Real : RepairRuns.Quick with
    {
        MostAge = TimeSpan.FromMilliseconds(50),
        MismatchWait = TimeSpan.FromMilliseconds(400),
        ConsistencyWait = TimeSpan.FromMilliseconds(900),
    };

    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public async Task Repairs_undos_and_deployments_at_once()
    {
        var first = Environment.TickCount & 0xFFFFFF;
        TestContext.Current.TestOutputHelper!.WriteLine($"first seed {first}");
        var statuses = new ConcurrentDictionary<RoleRepairStatus, int>();
        var disturbed = 0;
        // Those that wait for seconds mostly sleep.
        await Parallel.ForEachAsync(Enumerable.Range(first, Schedules),
            new ParallelOptions { MaxDegreeOfParallelism = RepairRuns.Staleness is null ? 6 : 30 }, async (seed, _) =>
            {
                try
                {
                    Interlocked.Add(ref disturbed, await RunAsync(seed, statuses));
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
                }
            });
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Schedules} schedules, {disturbed} calls disturbed; "
            + $"{string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Value} {one.Key}"))}");
        Assert.True(disturbed > Schedules * 5, $"Only {disturbed} calls were disturbed.");
        Assert.True(statuses.GetValueOrDefault(RoleRepairStatus.Repaired) > Schedules, "Hardly anything was repaired.");
        Assert.True(statuses.GetValueOrDefault(RoleRepairStatus.Undone) > Schedules, "Hardly anything was undone.");
    }

    private static async Task<int> RunAsync(int seed, ConcurrentDictionary<RoleRepairStatus, int> statuses)
    {
        var random = new Random(seed);
        var state = State();
        var account = state.Accounts.Values.Single();
        var before = RepairObserver.Snapshot(state);
        var observer = new RepairObserver(state);
        var schedule = new RandomSchedule(seed);
        var isDeployed = false;
        await using (var server =
            await SandboxServer.StartAsync(state, new SandboxOptions { EnforceQuotas = false, IamStaleness = Staleness, Seed = seed }))
        {
            var steps = await RepairRuns.PlanAsync(server);
            var actors = new List<Task<IReadOnlyList<RoleRepairResult>>>();
            var repairs = new List<Task>();
            var planned = server.Calls.Values.Sum();
            foreach (var (name, act) in new (string, Func<Uri, Task<IReadOnlyList<RoleRepairResult>>>)[]
            {
                ("first repair", url => RepairRuns.RepairAsync(server, steps, through: url, options: Scaled)),
                ("second repair", url => RepairRuns.RepairAsync(server, steps, through: url, options: Scaled)),
                ("first undo", url => RepairRuns.UndoAsync(server, problems: [], through: url, options: Scaled)),
                ("second undo", url => RepairRuns.UndoAsync(server, problems: [], through: url, options: Scaled)),
            })
            {
                var isUndo = name.EndsWith("undo", StringComparison.Ordinal);
                var wait = TimeSpan.FromMilliseconds(random.Next(300));
                // In the middle of the repairs, or after them, however slow the machine is.
                var calls = planned + random.Next(40, 250);
                actors.Add(Task.Run(async () =>
                {
                    if (!isUndo) await Task.Delay(wait);
                    else while (server.Calls.Values.Sum() < calls && !repairs.TrueForAll(repair => repair.IsCompleted)) await Task.Delay(5);
                    await using var proxy = await CallProxy.StartAsync(server, name);
                    proxy.Follow(schedule);
                    return await UnlessUnreadAsync(() => act(proxy.Url));
                }));
                if (!isUndo) repairs.Add(actors[^1]);
            }

            if (random.Next(2) == 0)
            {
                isDeployed = true;
                var deployments = Enumerable.Range(0, 3)
                    .Select(_ => (Wait: random.Next(1500), Name: Names[random.Next(Names.Length)], What: random.Next(4))).ToList();
                actors.Add(Task.Run(async () =>
                {
                    foreach (var (wait, name, what) in deployments)
                    {
                        await Task.Delay(wait / 3);
                        observer.ByOthers(_ => Deploy(account, name, what));
                    }

                    return (IReadOnlyList<RoleRepairResult>)[];
                }));
            }

            foreach (var result in (await Task.WhenAll(actors)).SelectMany(results => results))
            {
                statuses.AddOrUpdate(result.Status, 1, (_, count) => count + 1);
                Assert.True(
                    result.Status is RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired or RoleRepairStatus.Undone
                        || result.Reason is { Length: > 10 }, result.ToString());
            }

            observer.AssertHeld();
        }

        // Fifteen minutes later.
        foreach (var role in account.Roles.Values) role.Tags.Remove(RoleTags.Removal);
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0) await RepairRuns.UndoAsync(server);
            else await CompleteAsync(server, account);
            await RepairRuns.UndoAsync(server);
            observer.AssertHeld();
            if (!isDeployed) Assert.Equal(before, RepairObserver.Snapshot(state));
            Assert.All(RepairObserver.Functions(account), function => Assert.NotNull(account.FindRole(function.Role)));
        }

        return schedule.Done.Count;
    }

    private static async Task CompleteAsync(SandboxServer server, AccountState account)
    {
        var results = await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server));
        Assert.All(
            results,
            result => Assert.True(result.Status is RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired, result.ToString()));
        Assert.All(
            RepairObserver.Functions(account).Where(function => !function.Role.EndsWith("/other", StringComparison.Ordinal))
                .GroupBy(function => function.Role), group => Assert.Single(group));
    }

    /// <summary>An undo that could not read the account, because its calls were cut, has done nothing.</summary>
    private static async Task<IReadOnlyList<RoleRepairResult>> UnlessUnreadAsync(Func<Task<IReadOnlyList<RoleRepairResult>>> act)
    {
        try
        {
            return await act();
        }
        catch (ProblemException e)
        {
            Assert.NotEmpty(e.Problem.RecommendedAction);
            return [];
        }
    }

    /// <summary>What a deployment does in one piece; it does not look for marks.</summary>
    private static void Deploy(AccountState account, string name, int what)
    {
        var function = account.Region("us-east-1").Find(name)!;
        switch (what)
        {
            case 0:
                function.Set("Role", account.Roles["other"].Arn);
                break;
            case 1:
                function.Set("MemorySize", 1024);
                break;
            case 2:
                Estate.Publish(account, "us-east-1", function);
                return;
            default:
                function.Set(
                    "Environment",
                    new System.Text.Json.Nodes.JsonObject { ["Variables"] = new System.Text.Json.Nodes.JsonObject { ["A"] = "b" } });
                break;
        }

        function.Set("RevisionId", Guid.NewGuid().ToString());
        function.Set("LastModified", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture));
    }

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: ["us-east-1"]);
        var one = Estate.AddRole(account, "/team/", "one");
        one.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        one.InlinePolicies["data"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        var two = Estate.AddRole(account, "/", "two");
        two.InlinePolicies["more"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:*"],"Resource":"*"}]}""";
        Estate.AddRole(account, "/", "other").AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        foreach (var (name, i) in Names.Select((name, i) =>
            (name, i))) Estate.AddFunction(account, "us-east-1", name, i < 3 ? one : two, inVpc: false);
        var state = Estate.StateOf(account);
        state.IamDelay = TimeSpan.FromMilliseconds(100);
        state.UpdateTime = TimeSpan.FromMilliseconds(30);
        return state;
    }
}
