using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A process that repairs functions with aliases is killed at a random call: callers of the aliases are served the same code at every
/// instant, and then a re-run completes, or an undo restores.
/// </summary>
public class AliasKillTests
{
    /// <summary>
    /// How many kills: 200 with REPAIR_KILLS=200; six in CI, because AliasFaultTests cuts a run off at many calls too.
    /// </summary>
    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 6 : 2;

    private const string Repair = "Repair-LambdaExecutionRole -All -IncludeAlias -Confirm:$false -EventSourceWatchSec 0";

    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public async Task At_a_random_call()
    {
        var calls = 0;
        var counted = State();
        counted.Observer = _ => calls++;
        await RunAsync(counted, _ => { });
        Assert.All(AliasObserver.Versions(counted.Accounts.Values.Single()), alias => Assert.Equal("2", alias.Value.Version));
        Assert.True(calls > 100, $"{calls} calls");

        var first = TestEnvironment.IsCi ? Random.Shared.Next(1, 1_000_000) : 1;
        TestContext.Current.TestOutputHelper!.WriteLine($"first seed {first}, {calls} calls");
        var killed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(first, Kills), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            if (await KillAsync(seed, new Random(seed).Next(1, calls))) Interlocked.Increment(ref killed);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {Kills} runs killed");
        Assert.True(killed >= Kills * 7 / 10, $"Only {killed} of {Kills} runs were killed.");
    }

    private static async Task<bool> KillAsync(int seed, int call)
    {
        var state = State();
        var account = state.Accounts.Values.Single();
        var before = RepairObserver.Snapshot(state);
        var (roles, aliases) = (new RepairObserver(state), new AliasObserver(state));
        var look = state.Observer!;
        var isKilled = false;
        await RunAsync(state, victim => state.Observer = one =>
        {
            look(one);
            if (roles.Looks != call) return;
            victim.Kill();
            isKilled = true;
        });
        state.Observer = look;
        roles.AssertHeld();
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0)
            {
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result => Assert.True(result.Status == RoleRepairStatus.Undone, $"seed {seed}: {result}"));
                Assert.All(
                    AliasObserver.Versions(account), alias => Assert.EndsWith("/shared", alias.Value.Role, StringComparison.Ordinal));
                lock (account.Lock)
                {
                    foreach (var name in Names) account.Region(AliasEstate.Region).Find(name)!.Versions.Remove(2);
                    account.Region(AliasEstate.Region).Changed();
                }

                await RepairRuns.UndoAsync(server);
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
            else
            {
                Assert.All(
                    await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options)),
                    result => Assert.True(result.Reason is null, $"seed {seed}: {result}"));
                Assert.All(AliasObserver.Versions(account), alias => Assert.Equal("2", alias.Value.Version));
            }
        }

        roles.AssertHeld();
        aliases.AssertHeld();
        return isKilled;
    }

    private static async Task RunAsync(SandboxState state, Action<Process> onStart)
    {
        // Shortened, so that many runs fit.
        state.IamDelay = TimeSpan.FromMilliseconds(100);
        state.UpdateTime = TimeSpan.FromMilliseconds(30);
        state.PublishTime = TimeSpan.FromMilliseconds(30);
        await using var server = await Sandboxes.StartAsync(state, latency: 3, quotas: false);
        using var process = Programs.Start(Programs.Dotnet,
        [
            TestEnvironment.TestHost,
            $"Import-Module '{TestEnvironment.ModuleManifest}'; {Repair} {ModuleSession.At(server)} | "
            + "ForEach-Object { $_.Status.ToString() }",
        ]);
        onStart(process);
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await streams;
    }

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: [AliasEstate.Region]);
        var role = Estate.AddRole(account, "/", "shared");
        role.InlinePolicies["data"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        foreach (var name in Names)
        {
            var function = Estate.AddFunction(account, AliasEstate.Region, name, role, inVpc: false);
            Estate.Publish(account, AliasEstate.Region, function);
            AliasEstate.Add(function, "live", "1");
        }

        return Estate.StateOf(account);
    }
}
