using System.Diagnostics;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Ctrl-C ends a command within a second, wherever it waits.</summary>
public sealed class StoppingTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("hang:GetCallerIdentity", "GetCallerIdentity")]
    [InlineData("hang:DescribeRegions", "DescribeRegions")]
    [InlineData("hang:ListFunctions", "ListFunctions")]
    [InlineData("throttle:ListFunctions", "ListFunctions")]
    public async Task While_the_endpoint_hangs(string faults, string operation)
    {
        await using var server = await Sandboxes.StartAsync(faults: faults);
        using var shell = _session.Shell($"Get-SharedLambdaRole {ModuleSession.At(server)}");
        var running = shell.BeginInvoke();
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == operation));
        var clock = Stopwatch.StartNew();
        shell.Stop();
        Assert.True(clock.Elapsed < Limit, $"It took {clock.Elapsed}.");
        Assert.True(running.IsCompleted);
        Assert.Equal(2, _session.Run("1; 2").Output.Count);
    }

    [Fact]
    public async Task While_a_file_is_read()
    {
        // A pipe that nobody writes to any more: reading it waits for ever.
        var path = Path.Combine(Path.GetTempPath(), $"lra-{Guid.NewGuid():N}.json");
        await Programs.RunAsync("mkfifo", [path]);
        try
        {
            using var shell = _session.Shell($"Get-SharedLambdaRole -LiteralPath {path}");
            var running = shell.BeginInvoke();
            await using var writer = new FileStream(path, FileMode.Open, FileAccess.Write);
            writer.Write("{\"Functions\":["u8);
            await writer.FlushAsync(TestContext.Current.CancellationToken);
            var clock = Stopwatch.StartNew();
            shell.Stop();
            Assert.True(clock.Elapsed < Limit, $"It took {clock.Elapsed}.");
            Assert.True(running.IsCompleted);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_repair_begins_no_new_function_and_settles_and_reports_the_one_under_way()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(2);
        await using var server = await Sandboxes.StartAsync(state);
        var observer = new RepairObserver(state);
        using var shell = _session.Shell($"Get-SharedLambdaRole {ModuleSession.At(server)} | Repair-LambdaExecutionRole {ModuleSession.At(server)} -Confirm:$false -ThrottleLimit 1");
        var running = shell.BeginInvoke();
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        var clock = Stopwatch.StartNew();
        shell.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.True(running.IsCompleted);
        var moved = Assert.Single(RepairObserver.Functions(state.Accounts.Values.Single()), function => function.Role.EndsWith($"/{function.FunctionName}-us-east-1-role", StringComparison.Ordinal) && !function.FunctionName.StartsWith("image", StringComparison.Ordinal)
            || function.Role.EndsWith($"/{function.FunctionName}-eu-west-1-role", StringComparison.Ordinal) && !function.FunctionName.StartsWith("image", StringComparison.Ordinal));
        Assert.Null(moved.UpdateEndsAt is { } end && end > state.Now ? end : null);
        Assert.Contains($"{moved.FunctionName} (", _session.Screen, StringComparison.Ordinal);
        Assert.Contains("Repaired", _session.Screen, StringComparison.Ordinal);
        observer.AssertHeld();
    }

    /// <summary>In a process of its own, which gets the signals that a terminal sends.</summary>
    [Fact]
    public async Task A_second_interrupt_leaves_at_once_and_a_re_run_completes()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(30);
        await using var server = await Sandboxes.StartAsync(state);
        using var process = Programs.Start("dotnet",
        [
            TestEnvironment.TestHost,
            $"Import-Module '{TestEnvironment.ModuleManifest}'; Repair-LambdaExecutionRole -FunctionName order-intake -Confirm:$false {ModuleSession.At(server)}",
            "'after'",
        ]);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        await InterruptAsync();
        var clock = Stopwatch.StartNew();
        await InterruptAsync();
        Assert.Equal("after", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await errors;

        state.UpdateTime = TimeSpan.Zero;
        foreach (var function in RepairObserver.Functions(state.Accounts.Values.Single()).Where(function => function.UpdateEndsAt is not null)) function.UpdateEndsAt = state.Now;
        await RepairRuns.CompleteAsync(server);

        async Task InterruptAsync()
        {
            await Programs.RunAsync("kill", ["-INT", $"{process.Id}"]);
            Assert.Equal("interrupted", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    public void Dispose() => _session.Dispose();

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(5, patience.Token);
    }
}
