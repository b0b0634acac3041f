using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A fault at every call of a repair with aliases, and of its undo: at every instant the callers of each alias get the same code and
/// configuration, under a role that exists; a re-run completes, and an undo restores.
/// </summary>
public class AliasFaultTests
{
    /// <summary>
    /// Each call gets one of these, another in each run of CI; all of them with REPAIR_FAULTS. What is reset from a call on is a process
    /// that is killed there.
    /// </summary>
    private static readonly string[] Kinds = ["deny#{0}", "lost#{0}", "html#{0}", "reset#{0}+"];

    private static readonly int? Asked = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_FAULTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : null;

    private static IEnumerable<(int Number, string Faults)> At(int calls)
    {
        var first = TestEnvironment.IsCi ? Random.Shared.Next(Kinds.Length) : 0;
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls} calls, first kind {first}");
        for (var number = 1; number <= calls; number++)
            foreach (var kind in Asked is null ? [Kinds[(number + (number / Kinds.Length) + first) % Kinds.Length]] : Kinds)
                yield return (number, kind.Replace("{0}", $"{number}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_every_call()
    {
        var calls = await CountAsync(State(), CompleteAsync);
        Assert.True(calls > 40, $"{calls} calls");
        foreach (var (number, faults) in At(calls))
        {
            var state = State();
            var before = RepairObserver.Snapshot(state);
            var (roles, aliases) = (new RepairObserver(state), new AliasObserver(state));
            await using (var server = await Sandboxes.StartAsync(state, faults, number, quotas: false))
                await TryAsync(async () =>
                {
                    foreach (var result in await RepairRuns.RepairAsync(
                        server, await RepairRuns.PlanAsync(server, AliasEstate.Options, problems: []))) AssertTrue(state, result, faults);
                });
            await using (var server = await Sandboxes.StartAsync(state, quotas: false))
            {
                if (number % 2 == 0) await RestoreAsync(server, before, faults);
                else await CompleteAsync(server);
            }

            roles.AssertHeld();
            aliases.AssertHeld();
        }
    }

    [Fact]
    public async Task At_every_call_of_an_undo()
    {
        var counted = State();
        await using (var server = await Sandboxes.StartAsync(counted, quotas: false)) await CompleteAsync(server);
        var calls = await CountAsync(counted, server => RepairRuns.UndoAsync(server));
        Assert.True(calls > 20, $"{calls} calls");
        // Its first calls are those of any undo (RepairFaultTests), so every second is enough.
        foreach (var (number, faults) in At(calls).Where((_, i) => Asked is not null || i % 2 == calls % 2))
        {
            var state = State();
            var before = RepairObserver.Snapshot(state);
            await using (var server = await Sandboxes.StartAsync(state, quotas: false)) await CompleteAsync(server);
            var roles = new RepairObserver(state, role => role.Tags.ContainsKey(RoleTags.Repair));
            var aliases = new AliasObserver(state);
            await using (var server = await Sandboxes.StartAsync(state, faults, number, quotas: false))
                await TryAsync(() => RepairRuns.UndoAsync(server, problems: []));
            // Fifteen minutes later: a mark that could not be taken off has ended.
            foreach (var role in state.Accounts.Values.Single().Roles.Values) role.Tags.Remove(RoleTags.Removal);
            await using (var server = await Sandboxes.StartAsync(state, quotas: false)) await RestoreAsync(server, before, faults);
            roles.AssertHeld();
            aliases.AssertHeld();
        }
    }

    /// <summary>Several faults at once.</summary>
    [Fact]
    public async Task By_chance()
    {
        // Other seeds in CI each time.
        var first = TestEnvironment.IsCi ? Random.Shared.Next(1, 1_000_000) : 1;
        var seeds = Asked ?? 20;
        TestContext.Current.TestOutputHelper!.WriteLine($"first seed {first}");
        for (var seed = first; seed < first + seeds; seed++)
        {
            var state = State();
            var before = RepairObserver.Snapshot(state);
            var (roles, aliases) = (new RepairObserver(state), new AliasObserver(state));
            await using (var server = await Sandboxes.StartAsync(state, "deny=0.05,lost=0.05,reset=0.03,html=0.02", seed, quotas: false))
                await TryAsync(async () => await RepairRuns.RepairAsync(
                    server, await RepairRuns.PlanAsync(server, AliasEstate.Options, problems: [])));
            await using (var server = await Sandboxes.StartAsync(state, quotas: false))
            {
                if (seed % 2 == 0) await RestoreAsync(server, before, $"seed {seed}");
                else await CompleteAsync(server);
            }

            roles.AssertHeld();
            aliases.AssertHeld();
        }
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ProblemException e)
        {
            // Nothing could be read at all; nothing was done then.
            Assert.NotEmpty(e.Problem.RecommendedAction);
        }
        catch (AwsCallException)
        {
            // The source roles of a plan could not be read.
        }
    }

    private static async Task<int> CountAsync(SandboxState state, Func<SandboxServer, Task> work)
    {
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await work(server);
        return server.Calls.Values.Sum();
    }

    /// <summary>What a result says of its aliases is so.</summary>
    private static void AssertTrue(SandboxState state, RoleRepairResult result, string faults)
    {
        foreach (var alias in result.Aliases.Where(alias => alias.Status != AliasStatus.Unknown))
        {
            var now = AliasEstate.Function(state).Aliases[alias.Name].FunctionVersion;
            Assert.True(now == alias.ToVersion, $"{faults}: {alias}, but it is on version {now}");
            if (alias.Status is AliasStatus.Moved or AliasStatus.AlreadyMoved) Assert.Null(alias.Reason);
            else Assert.NotEmpty(alias.Reason!);
        }

        if (result.Status == RoleRepairStatus.Repaired && AliasEstate.Function(state).FunctionArn == result.FunctionArn
            && AliasEstate.Function(state).Aliases.Values.Any(alias => alias.FunctionVersion == "1"))
            Assert.True(result.Aliases.Count == 0 || result.Reason is not null, $"{faults}: plain {result}");
    }

    /// <summary>Until nothing is left to do.</summary>
    private static async Task CompleteAsync(SandboxServer server)
    {
        var results = await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options));
        Assert.All(results, result => Assert.Null(result.Reason));
        foreach (var (alias, version) in AliasObserver.Versions(server.State.Accounts.Values.Single()))
            Assert.True(version.Role == AliasEstate.Function(server.State).Role, $"{alias} is on {version.Role}");
    }

    /// <summary>Undoes, deletes the versions that the result names, and undoes the rest: the account is as it was.</summary>
    private static async Task RestoreAsync(SandboxServer server, string before, string faults)
    {
        foreach (var result in await RepairRuns.UndoAsync(server))
            Assert.True(result.Status == RoleRepairStatus.Undone, $"{faults}: {result}");
        var account = server.State.Accounts.Values.Single();
        foreach (var (alias, version) in AliasObserver.Versions(account))
            Assert.True(version.Role.EndsWith("/shared", StringComparison.Ordinal), $"{faults}: {alias} is on {version.Role}");
        lock (account.Lock)
        {
            var function = AliasEstate.Function(server.State);
            foreach (var number in function.Versions.Keys.Where(number => function.Versions[number].Role != function.Role).ToList())
                function.Versions.Remove(number);
            account.Region(AliasEstate.Region).Changed();
        }

        Assert.All(
            await RepairRuns.UndoAsync(server),
            result => Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"{faults}: {result}"));
        Assert.Equal(before, RepairObserver.Snapshot(server.State));
    }

    /// <summary>Two aliases on a version, one of them with a queue.</summary>
    private static SandboxState State() => AliasEstate.State((account, function) =>
    {
        AliasEstate.Add(function, "blue", "1");
        account.Region(AliasEstate.Region)
            .AddEventSourceMapping($"{function.FunctionArn}:blue", "arn:aws:sqs:us-east-1:123456789012:q");
    });
}
