using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A process that repairs functions, all of which a bucket's policy makes wait, is killed at a random call: no function is moved or worse
/// off, a re-run waits, and continues after the patch; or an undo restores.
/// </summary>
public class PatchKillTests
{
    /// <summary>How many kills: 200 with REPAIR_KILLS=200; six in CI, because PatchWaitTests fails every call too.</summary>
    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 6 : 2;

    private const string Region = "us-east-1";
    private const string Bucket = "shared-data";

    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public async Task At_a_random_call()
    {
        var calls = 0;
        var counted = State();
        counted.Observer = _ => calls++;
        await RunAsync(counted, _ => { });
        Assert.True(calls > 15, $"{calls} calls");
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
        var observer = new RepairObserver(state);
        var look = state.Observer!;
        var isKilled = false;
        await RunAsync(state, victim => state.Observer = one =>
        {
            look(one);
            if (observer.Looks != call) return;
            victim.Kill();
            isKilled = true;
        });
        state.Observer = look;
        observer.AssertHeld();
        Assert.All(Names, name => Assert.EndsWith("/shared", account.Region(Region).Find(name)!.Role, StringComparison.Ordinal));
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        if (seed % 2 == 0)
        {
            Assert.All(
                await RepairRuns.UndoAsync(server),
                result => Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"seed {seed}: {result}"));
            Assert.Equal(before, RepairObserver.Snapshot(state));
        }
        else
        {
            var steps = await RepairRuns.PlanAsync(server);
            var waiting = await RepairRuns.RepairAsync(server, steps);
            Assert.All(waiting, result => Assert.Equal(RoleRepairStatus.WaitingForPatch, result.Status));
            state.Buckets[Bucket].Policy = waiting[0].ResourcePolicies[0].PatchedPolicy;
            Assert.All(
                await RepairRuns.RepairAsync(server, steps),
                result => Assert.True(result.Status == RoleRepairStatus.Repaired, $"seed {seed}: {result}"));
        }

        observer.AssertHeld();
        return isKilled;
    }

    private static async Task RunAsync(SandboxState state, Action<Process> onStart)
    {
        // Shortened, so that many runs fit.
        state.IamDelay = TimeSpan.FromMilliseconds(100);
        state.UpdateTime = TimeSpan.FromMilliseconds(30);
        await using var server = await Sandboxes.StartAsync(state, latency: 3, quotas: false);
        using var process = Programs.Start(Programs.Dotnet,
        [
            TestEnvironment.TestHost,
            $"Import-Module '{TestEnvironment.ModuleManifest}'; Repair-LambdaExecutionRole -All -Confirm:$false "
            + $"{ModuleSession.At(server)} | "
            + "ForEach-Object { $_.Status.ToString() }",
        ]);
        onStart(process);
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await streams;
    }

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: [Region]);
        var role = Estate.AddRole(account, "/", "shared");
        role.InlinePolicies["data"] =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::{{Bucket}}"}]}""";
        foreach (var name in Names) Estate.AddFunction(account, Region, name, role, inVpc: false);
        var state = Estate.StateOf(account);
        state.AddBucket(Bucket, Region, account.AccountId).Policy =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Bucket}}/*"}]}""";
        return state;
    }
}
