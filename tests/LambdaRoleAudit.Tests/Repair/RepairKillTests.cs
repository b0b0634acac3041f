using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A process that repairs forty functions is killed at a random call: at every instant no function is worse off, and then a
/// re-run completes, or an undo restores the estate to the byte.
/// </summary>
public class RepairKillTests
{
    /// <summary>How many kills: 200 with REPAIR_KILLS=200 (docs/repair.md has the result); 40 in CI; few by default.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("REPAIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 40 : 6;

    private const int Functions = 40;

    [Fact]
    public async Task At_a_random_call()
    {
        var calls = await CountAsync();
        Assert.True(calls > 400, $"{calls} calls");
        var killed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, Kills), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            if (await RunAsync(seed, new Random(seed).Next(1, calls))) Interlocked.Increment(ref killed);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {Kills} runs killed within {calls} calls");
        // A run may end before its number comes, where it needed fewer calls than the one that was counted.
        Assert.True(killed >= Kills * 8 / 10, $"Only {killed} of {Kills} runs were killed.");
    }

    private static async Task<int> CountAsync()
    {
        var state = State();
        var count = 0;
        state.Observer = _ => count++;
        await using var server = await StartAsync(state);
        using var process = Start(server);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.All(RepairObserver.Functions(state.Accounts.Values.Single()).GroupBy(function => function.Role), group => Assert.Single(group));
        return count;
    }

    private static async Task<bool> RunAsync(int seed, int call)
    {
        var state = State();
        var before = RepairObserver.Snapshot(state);
        var observer = new RepairObserver(state);
        var look = state.Observer!;
        System.Diagnostics.Process? victim = null;
        var isKilled = false;
        state.Observer = account =>
        {
            look(account);
            if (observer.Looks != call || victim is null) return;
            victim.Kill();
            isKilled = true;
        };
        await using (var server = await StartAsync(state))
        {
            using var process = victim = Start(server);
            var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await streams;
            victim = null;
        }

        observer.AssertHeld();
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0)
            {
                Assert.All(await RepairRuns.UndoAsync(server), result => Assert.True(result.Status == RoleRepairStatus.Undone, $"seed {seed}: {result.Reason}"));
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
            else
            {
                await RepairRuns.CompleteAsync(server);
            }
        }

        observer.AssertHeld();
        return isKilled;
    }

    private static Task<SandboxServer> StartAsync(SandboxState state)
    {
        // Shortened, so that many runs fit: what takes seconds at AWS takes tenths here.
        state.IamDelay = TimeSpan.FromMilliseconds(150);
        state.UpdateTime = TimeSpan.FromMilliseconds(50);
        return Sandboxes.StartAsync(state, latency: 3);
    }

    private static System.Diagnostics.Process Start(SandboxServer server) => Programs.Start(Programs.Dotnet,
    [
        TestEnvironment.TestHost,
        $"Import-Module '{TestEnvironment.ModuleManifest}'; Repair-LambdaExecutionRole -Confirm:$false -ThrottleLimit 20 {ModuleSession.At(server)} | ForEach-Object {{ $_.Status.ToString() }}",
    ]);

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: ["us-east-1", "eu-west-1"]);
        for (var number = 0; number < 4; number++)
        {
            var role = Estate.AddRole(account, "/team/", $"shared-{number}");
            role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
            role.InlinePolicies["data"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
            for (var i = 0; i < Functions / 4; i++) Estate.AddFunction(account, i % 2 == 0 ? "us-east-1" : "eu-west-1", $"f-{number}-{i}", role, inVpc: false);
        }

        return Estate.StateOf(account);
    }
}
