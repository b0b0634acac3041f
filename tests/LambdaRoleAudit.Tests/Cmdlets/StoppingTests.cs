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
        // So large that reading it takes longer than a stop may.
        var path = Path.Combine(Path.GetTempPath(), $"lra-{Guid.NewGuid():N}.json");
        await using (var writer = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            writer.Write("{\"Functions\":["u8);
            var blank = new byte[1 << 20];
            Array.Fill(blank, (byte)' ');
            for (var i = 0; i < 400; i++) writer.Write(blank);
        }

        try
        {
            using var shell = _session.Shell($"Get-SharedLambdaRole -LiteralPath {path}");
            var running = shell.BeginInvoke();
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
        using var shell = _session.Shell(
            $"Get-SharedLambdaRole {ModuleSession.At(server)} | Repair-LambdaExecutionRole {ModuleSession.At(server)} -Confirm:$false "
            + "-ThrottleLimit 1");
        var running = shell.BeginInvoke();
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        var clock = Stopwatch.StartNew();
        shell.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.True(running.IsCompleted);
        var moved = Assert.Single(
            RepairObserver.Functions(state.Accounts.Values.Single()),
            function => state.Accounts.Values.Single().FindRole(function.Role)!.Tags.ContainsKey(LambdaRoleAudit.Roles.RoleTags.Repair));
        Assert.Null(moved.UpdateEndsAt is { } end && end > state.Now ? end : null);
        Assert.Contains($"{moved.FunctionName} (", _session.Screen, StringComparison.Ordinal);
        Assert.Contains("Repaired", _session.Screen, StringComparison.Ordinal);
        observer.AssertHeld();
    }

    [Fact]
    public async Task A_function_that_is_being_put_on_a_role_is_verified_and_reported()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(2);
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        _session.Run($"New-LambdaExecutionRole -FunctionName cc-s3-logging -Region us-east-1 {at} -Confirm:$false").AssertClean();
        using var shell = _session.Shell(
            $"Set-LambdaExecutionRole -FunctionName cc-s3-logging -Region us-east-1 -RoleName cc-s3-logging-us-east-1-role {at} "
            + "-Confirm:$false");
        var running = shell.BeginInvoke();
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        shell.Stop();
        Assert.True(running.IsCompleted);
        Assert.Null(
            state.Accounts.Values.Single().Region("us-east-1").Find("cc-s3-logging")!.UpdateEndsAt is { } end && end > state.Now
                ? end
                : null);
        Assert.Contains("cc-s3-logging (us-east-1): Assigned", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_being_made_is_made_whole_and_reported_and_no_other_is_begun()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var roles = account.Roles.Count;
        await using var server = await Sandboxes.StartAsync(state, latency: 150);
        using var shell = _session.Shell(
            $"'cc-s3-logging', 'cc-sqs-poller' | ForEach-Object {{ [pscustomobject]@{{ FunctionName = $_ }} }} | New-LambdaExecutionRole "
            + $"-Region us-east-1 {ModuleSession.At(server)} -Confirm:$false");
        var running = shell.BeginInvoke();
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "CreateRole"));
        shell.Stop();
        Assert.True(running.IsCompleted);
        Assert.Equal(roles + 1, account.Roles.Count);
        Assert.NotEmpty(
            account.Roles["cc-s3-logging-us-east-1-role"].InlinePolicies.Keys.Concat(
                account.Roles["cc-s3-logging-us-east-1-role"].AttachedPolicyArns));
        Assert.Contains("Role cc-s3-logging-us-east-1-role was created.", _session.Screen, StringComparison.Ordinal);
    }

    /// <summary>-ErrorAction Stop is for runbooks, whose process ends next: nothing that was begun may be left to it.</summary>
    [Fact]
    public async Task An_error_that_stops_a_repair_waits_for_what_was_begun_and_tells_it()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, latency: 150);
        var at = ModuleSession.At(server);
        _session.Run($"$plan = Get-LambdaRoleRepairPlan {at}").AssertClean();
        _session.Run(
            $"Set-LambdaExecutionRole -FunctionName cc-s3-logging -Region us-east-1 -RoleName order-events-role -AllowShared {at} "
            + "-Confirm:$false").AssertClean();
        var stopped = _session.Run($"$plan | Repair-LambdaExecutionRole {at} -Confirm:$false -ErrorAction Stop");
        Assert.Equal("RepairBlocked", stopped.Terminating!.FullyQualifiedErrorId.Split(',')[0]);
        var made = account.Roles.Values.Where(role => role.Tags.ContainsKey(LambdaRoleAudit.Roles.RoleTags.Repair)).ToList();
        Assert.NotEmpty(made);
        Assert.All(
            made,
            role =>
                Assert.Contains(
                    $"Role {role.RoleName} was created, but the function was not moved", _session.Screen, StringComparison.Ordinal));
        Assert.All(made, role => Assert.True(role.InlinePolicies.Count + role.AttachedPolicyArns.Count > 0));
    }

    /// <summary>In a process of its own, which gets the signals that a terminal sends.</summary>
    [Fact]
    public async Task A_second_interrupt_leaves_at_once_and_a_re_run_completes()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(30);
        await using var server = await Sandboxes.StartAsync(state);
        using var process = Repairing(server);
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
        foreach (var function in RepairObserver.Functions(state.Accounts.Values.Single())
            .Where(function => function.UpdateEndsAt is not null)) function.UpdateEndsAt = state.Now;
        await RepairRuns.CompleteAsync(server);

        async Task InterruptAsync()
        {
            await SignalAsync(process, "INT");
            Assert.Equal("interrupted", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>A runner that is cancelled, a container that is stopped, a terminal that is closed.</summary>
    [Theory]
    [InlineData("TERM", 128 + 15)]
    [InlineData("HUP", 128 + 1)]
    public async Task A_signal_that_ends_the_process_waits_for_what_was_begun_and_it_is_told(string signal, int exitCode)
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(2);
        await using var server = await Sandboxes.StartAsync(state);
        using var process = Repairing(server);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        var clock = Stopwatch.StartNew();
        await SignalAsync(process, signal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Contains("order-intake (us-east-1): Repaired", await errors, StringComparison.Ordinal);
        Assert.Empty(await output);
        Assert.Null(
            state.Accounts.Values.Single().Region("us-east-1").Find("order-intake")!.UpdateEndsAt is { } end && end > state.Now
                ? end
                : null);
    }

    [Fact]
    public async Task A_second_such_signal_ends_the_process_at_once()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(30);
        await using var server = await Sandboxes.StartAsync(state);
        using var process = Repairing(server);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        await SignalAsync(process, "TERM");
        // Signals of one kind that wait are one signal.
        Assert.False(process.WaitForExit(TimeSpan.FromSeconds(1)));
        var clock = Stopwatch.StartNew();
        await SignalAsync(process, "TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
        Assert.Equal(128 + 15, process.ExitCode);
        Assert.Contains("Run the command again", await errors, StringComparison.Ordinal);
    }

    /// <summary>nohup means that the command goes on.</summary>
    [Fact]
    public async Task A_signal_that_is_ignored_stays_so()
    {
        var state = Estate.Rule();
        state.UpdateTime = TimeSpan.FromSeconds(2);
        await using var server = await Sandboxes.StartAsync(state);
        using var process = Repairing(server, "--ignore-signal=HUP");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitUntilAsync(() => server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"));
        await SignalAsync(process, "HUP");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain("stopped", await errors, StringComparison.Ordinal);
        Assert.Equal(["order-intake (us-east-1): Repaired", "after"], (await output).Trim().Split('\n'));
    }

    public void Dispose() => _session.Dispose();

    /// <summary>A process of its own that repairs a function, and would then say so.</summary>
    private static Process Repairing(LambdaRoleAudit.Sandbox.Server.SandboxServer server, string signals = Programs.Reachable) =>
        Programs.Start("env",
        [
            signals, Programs.Dotnet, TestEnvironment.TestHost,
            $"Import-Module '{TestEnvironment.ModuleManifest}'; Repair-LambdaExecutionRole -FunctionName order-intake -Confirm:$false "
            + $"{ModuleSession.At(server)}",
            "'after'",
        ]);

    private static Task SignalAsync(Process process, string signal) => Programs.RunAsync("kill", [$"-{signal}", $"{process.Id}"]);

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(5, patience.Token);
    }
}
