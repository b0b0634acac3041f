using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Whatever ends a command that changes something, and wherever it runs: all that it changed is told.</summary>
public sealed class ToldToTheEndTests : IDisposable
{
    private const string Three = "cc-s3-logging, cc-sqs-poller, s3-get-object";
    private const string Repair = $"Repair-LambdaExecutionRole -FunctionName {Three} -Region us-east-1 -AllowUnknown -Confirm:$false AT";
    private const string Undo = $"Undo-LambdaRoleRepair -FunctionName {Three} -Confirm:$false AT";
    private const string Set =
        "'cc-s3-logging', 'cc-sqs-poller', 's3-get-object' | ForEach-Object { [pscustomobject]@{ FunctionName = $_; RoleName = "
        + "'order-events-role' } } | Set-LambdaExecutionRole -Region us-east-1 -AllowShared -Confirm:$false AT";
    private const string New =
        "'cc-s3-logging', 'cc-sqs-poller', 's3-get-object' | ForEach-Object { [pscustomobject]@{ FunctionName = $_ } } | "
        + "New-LambdaExecutionRole -Region us-east-1 -Confirm:$false AT";

    /// <summary>The stop is our own, or the caller's: PowerShell.Stop(), which is Stop-Job and Ctrl-C too.</summary>
    private const string Stopped = "";

    private readonly HostlessSession _session = new();

    public static TheoryData<string, string> Stops
    {
        get
        {
            var stops = new TheoryData<string, string>();
            foreach (var command in new[] { Repair, Undo, Set, New })
                foreach (var stop in new[]
                {
                    "COMMAND | Select-Object -First 1",
                    "COMMAND | ForEach-Object { throw 'enough' }",
                    "while ($true) { COMMAND | ForEach-Object { break } }",
                    "$taken = COMMAND | Select-Object -First 1",
                    Stopped
                })
                    stops.Add(command, stop);
            return stops;
        }
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task In_a_runspace_without_a_host(string command, string stop)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        // So that it is under way when it is stopped.
        await using var server = await Sandboxes.StartAsync(state, latency: stop == Stopped ? 50 : 0, quotas: false);
        if (command == Undo)
        {
            using var repair = _session.Shell(At(Repair, server));
            Assert.Equal(3, repair.Invoke().Count);
        }

        // Long enough that all three have begun when the first ends, on a busy machine too.
        state.UpdateTime = TimeSpan.FromMilliseconds(stop == Stopped ? 1000 : 400);
        var before = State(account, command);
        using var shell =
            _session.Shell(At(stop == Stopped ? command : stop.Replace("COMMAND", command, StringComparison.Ordinal), server));
        var running = shell.BeginInvoke();
        if (stop == Stopped)
        {
            await WaitUntilAsync(() =>
                server.Calls.Any(call =>
                    call.Key.Operation == (command == New ? "CreateRole" : "UpdateFunctionConfiguration")
                        && call.Value > (command == Undo ? 3 : 0)));
            shell.Stop();
        }
        else
        {
            Assert.Equal(
                stop.Contains("throw", StringComparison.Ordinal),
                await Record.ExceptionAsync(() => Task.Factory.FromAsync(running, shell.EndInvoke)) is RuntimeException);
        }

        var changed = State(account, command).Except(before).Select(change => change.Name).ToList();
        Assert.NotEmpty(changed);
        var warning = shell.Streams.Warning.Last().Message;
        var information = string.Join(
            '\n', shell.Streams.Information.Where(record => record.Tags.Contains("LambdaRoleAudit")).Select(record => record.ToString()));
        Assert.All(changed, name =>
        {
            Assert.Contains($"{name} ", warning, StringComparison.Ordinal);
            Assert.Contains($"{name} ", information, StringComparison.Ordinal);
        });
        // These had begun with all three when the first was told.
        if (stop != Stopped && (command is Repair or Undo)) Assert.Equal(3, changed.Count);
    }

    /// <summary>A script may want the results themselves.</summary>
    [Fact]
    public async Task What_came_after_the_stop_is_on_the_information_stream_as_it_is()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        using var shell = _session.Shell(At($"{Repair} | Select-Object -First 1", server));
        var first = (RoleRepairResult)shell.Invoke().Single().BaseObject;
        var others = shell.Streams.Information.Select(record => record.MessageData).OfType<RoleRepairResult>().ToList();
        Assert.Equal(
            ["cc-s3-logging", "cc-sqs-poller", "s3-get-object"], others.Append(first).Select(result => result.FunctionName).Order());
    }

    /// <summary>A variable that was to take the results has none of them.</summary>
    [Fact]
    public async Task An_error_that_stops_the_command_takes_nothing_from_what_is_told()
    {
        var state = Estate.Rule();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        using (var plan =
            _session.Shell(At($"$plan = Get-LambdaRoleRepairPlan -FunctionName {Three} -Region us-east-1 -AllowUnknown AT", server)))
            plan.Invoke();
        state.FailingUpdates.Add("cc-sqs-poller");
        using var shell = _session.Shell(At(
            "try { $results = $plan | Repair-LambdaExecutionRole -Confirm:$false -ErrorAction Stop -ThrottleLimit 1 AT } catch { \"caught "
            + "$($_.FullyQualifiedErrorId)\" }; \"results: $results\"", server));
        Assert.Equal(
            ["caught RepairRolledBack,LambdaRoleAudit.RepairLambdaExecutionRoleCommand", "results: "],
            shell.Invoke().Select(line => line.ToString()));
        var warning = shell.Streams.Warning.Last().Message;
        Assert.All(
            new[] { "cc-s3-logging (us-east-1): Repaired", "cc-sqs-poller (us-east-1): RolledBack", "s3-get-object (us-east-1): " },
            line => Assert.Contains($"\n  {line}", warning, StringComparison.Ordinal));
    }

    /// <summary>A command that ends by itself tells nothing twice.</summary>
    [Fact]
    public async Task What_was_handed_on_is_not_told_again()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        using var shell = _session.Shell(At($"{Repair} | Select-Object -First 4", server));
        Assert.Equal(3, shell.Invoke().Count);
        Assert.DoesNotContain(shell.Streams.Warning, warning => warning.Message.Contains("stopped", StringComparison.Ordinal));
    }

    public void Dispose() => _session.Dispose();

    private static string At(string script, SandboxServer server) =>
        ModuleSession.Fill(script, server);

    /// <summary>What a command changes: the roles that there are, or the role of each function.</summary>
    private static List<(string Name, string Role)> State(AccountState account, string command)
    {
        lock (account.Lock)
        {
            return command == New
                ? [.. account.Roles.Values.Select(role => (role.RoleName, role.Arn))]
                : [.. RepairObserver.Functions(account).Select(function => (function.FunctionName, function.Role))];
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(5, patience.Token);
    }
}
