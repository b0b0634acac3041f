using System.Diagnostics;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Repair-LambdaExecutionRole -WatchFor as a user has it.</summary>
public sealed class WatchCmdletTests : IDisposable
{
    private const string Quick = "-EventSourceWatchSec 0 -Confirm:$false";

    private readonly ModuleSession _session = new();

    [Fact]
    public async Task A_function_that_is_denied_after_its_move_has_two_results_and_an_error()
    {
        var state = Estate.Rule();
        // The role of the three functions allows this (AWSLambda_FullAccess).
        state.DeniedAfterMove["cc-sqs-poller"] = FunctionCall.Parse("lambda:ListFunctions20150331");
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        using var shell = _session.Shell(
            $"Repair-LambdaExecutionRole cc-sqs-poller, cc-s3-logging -WatchFor 0:0:1 {Quick} {ModuleSession.At(server)}");
        var results = shell.Invoke().Select(output => (RoleRepairResult)output.BaseObject).ToList();
        Assert.Equal(["cc-s3-logging", "cc-sqs-poller"], results.Take(2).Select(one => one.FunctionName).Order());
        Assert.All(results.Take(2), one => Assert.Equal(RoleRepairStatus.Repaired, one.Status));
        Assert.Equal(("cc-sqs-poller", RoleRepairStatus.RolledBack), (results[^1].FunctionName, results[^1].Status));
        Assert.Equal(3, results.Count);
        Assert.Contains("lambda:ListFunctions on * was denied", results[^1].Reason, StringComparison.Ordinal);
        Assert.Equal("WatchRolledBack", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId.Split(',')[0]);
        var account = state.Accounts.Values.Single();
        Assert.Equal(account.Roles["aws-lambda-full-access"].Arn, account.Region("us-east-1").Find("cc-sqs-poller")!.Role);
        Assert.Equal(RepairRuns.Made(account, "cc-s3-logging").Arn, account.Region("us-east-1").Find("cc-s3-logging")!.Role);
        // Shorter than CloudTrail needs to deliver.
        Assert.Contains(
            shell.Streams.Warning,
            warning => warning.Message.StartsWith("-WatchFor is shorter than 15 minutes.", StringComparison.Ordinal));
        Assert.Contains(
            shell.Streams.Information.Select(record => record.ToString()),
            line => line.StartsWith("Watched 2 functions until ", StringComparison.Ordinal)
                && line.Contains(": 1 rolled back.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-WatchTrail main", "WatchTrailAlone")]
    [InlineData("-WatchFor 0", "InvalidWatchFor")]
    [InlineData("-WatchFor 7.00:00:01", "InvalidWatchFor")]
    [InlineData("-WatchFor -0:10", "InvalidWatchFor")]
    [InlineData("-WatchFor 1:0 -WatchTrail nowhere", "TrailNotFound")]
    public async Task A_watch_that_cannot_be_refuses_before_anything_is_changed(string parameters, string error)
    {
        var state = Estate.Rule();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = _session.Run($"Repair-LambdaExecutionRole -All {parameters} {Quick} {ModuleSession.At(server)}");
        Assert.Equal([error], result.ErrorIds);
        Assert.Equal(before, RepairObserver.Snapshot(state));
    }

    [Fact]
    public async Task WhatIf_does_not_watch()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        _session.Run($"Repair-LambdaExecutionRole -All -WatchFor 1:0 -WhatIf {ModuleSession.At(server)}").AssertClean();
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation == "LookupEvents");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_watch_within_a_second_and_says_what_was_watched()
    {
        var state = Estate.Rule();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        using var shell = _session.Shell($"Repair-LambdaExecutionRole cc-sqs-poller -WatchFor 1:0 {Quick} {ModuleSession.At(server)}");
        var running = shell.BeginInvoke();
        // A read of every region has been made: it waits for the next one.
        while (!running.IsCompleted && server.Calls.Where(call => call.Key.Operation == "LookupEvents").Sum(call => call.Value) < 18)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        var clock = Stopwatch.StartNew();
        await Task.Run(shell.Stop, TestContext.Current.CancellationToken);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
        var told = string.Join('\n', shell.Streams.Information.Select(record => record.ToString()));
        Assert.Contains("Still watched: 1. They stay on their own roles: cc-sqs-poller.", told, StringComparison.Ordinal);
        var account = state.Accounts.Values.Single();
        Assert.Equal(
            RepairRuns.Made(account, "cc-sqs-poller").Arn, account.Region("us-east-1").Find("cc-sqs-poller")!.Role);
    }

    public void Dispose() => _session.Dispose();
}
