using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>A process that repairs, and is killed at a random call.</summary>
public static class KilledRepair
{
    /// <summary>How many kills: 200 with REPAIR_KILLS=200; six in CI, because other tests fail every call too.</summary>
    public static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 6 : 2;

    /// <summary>Kills processes at random calls, two at a time.</summary>
    /// <param name="newState">Creates the account.</param>
    /// <param name="command">The cmdlet, without the parameters of the endpoint.</param>
    /// <param name="fewest">The number of calls that a whole run makes at least.</param>
    /// <param name="check">Checks a run: its seed, the account, and how to start the process that is killed at the call. Returns true if it
    /// was killed.</param>
    public static async Task AtRandomCallsAsync(
        Func<SandboxState> newState, string command, int fewest,
        Func<int, SandboxState, Func<RepairObserver, Task<bool>>, Task<bool>> check)
    {
        var calls = 0;
        var counted = newState();
        counted.Observer = _ => calls++;
        await RunAsync(counted, command, _ => { });
        Assert.True(calls > fewest, $"{calls} calls");
        var first = TestEnvironment.IsCi ? Random.Shared.Next(1, 1_000_000) : 1;
        TestContext.Current.TestOutputHelper!.WriteLine($"first seed {first}, {calls} calls");
        var killed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(first, Kills), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            var state = newState();
            var call = new Random(seed).Next(1, calls);
            if (await check(seed, state, observer => KillAsync(state, command, observer, call))) Interlocked.Increment(ref killed);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {Kills} runs killed");
        // A run may end before its number comes.
        Assert.True(killed >= Kills * 7 / 10, $"Only {killed} of {Kills} runs were killed.");
    }

    private static async Task<bool> KillAsync(SandboxState state, string command, RepairObserver observer, int call)
    {
        var look = state.Observer!;
        var isKilled = false;
        await RunAsync(state, command, victim => state.Observer = one =>
        {
            look(one);
            if (observer.Looks != call) return;
            victim.Kill();
            isKilled = true;
        });
        state.Observer = look;
        return isKilled;
    }

    private static async Task RunAsync(SandboxState state, string command, Action<Process> onStart)
    {
        // Shortened, so that many runs fit.
        state.IamDelay = TimeSpan.FromMilliseconds(100);
        state.UpdateTime = TimeSpan.FromMilliseconds(30);
        state.PublishTime = TimeSpan.FromMilliseconds(30);
        await using var server = await Sandboxes.StartAsync(state, latency: 3, quotas: false);
        using var process = Programs.Start(Programs.Dotnet,
        [
            TestEnvironment.TestHost,
            $"Import-Module '{TestEnvironment.ModuleManifest}'; {command} {ModuleSession.At(server)} | "
            + "ForEach-Object { $_.Status.ToString() }",
        ]);
        onStart(process);
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await streams;
    }
}
