using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A repair that is stopped, at one call after the other.</summary>
public sealed class RepairStopTests
{
    [Fact]
    public async Task A_stop_leaves_nothing_half_done_without_saying_so()
    {
        const int stride = 11;
        var (stops, notMoved) = (0, 0);
        for (var at = 1; ; at += stride)
        {
            var state = Estate.Rule();
            var account = state.Accounts.Values.Single();
            await using var server = await Sandboxes.StartAsync(state);
            var steps = await RepairRuns.PlanAsync(server);

            using var stop = new CancellationTokenSource();
            var calls = 0;
            state.Observer = _ =>
            {
                if (Interlocked.Increment(ref calls) == at) stop.Cancel();
            };
            var results = await RepairRuns.RepairAsync(server, steps, stop.Token);
            state.Observer = null;
            foreach (var step in steps)
            {
                var told = results.SingleOrDefault(result => result.FunctionArn == step.FunctionArn);
                var role = account.Region(step.Region).Find(step.FunctionName)!.Role;
                if (role.EndsWith($"/{step.TargetRoleName}", StringComparison.Ordinal))
                    Assert.Equal(RoleRepairStatus.Repaired, told!.Status);
                else if (account.Roles.TryGetValue(step.TargetRoleName, out var made))
                {
                    notMoved++;
                    Assert.Equal(RoleRepairStatus.Skipped, told!.Status);
                    Assert.Contains(
                        $"Role {step.TargetRoleName} was created, but the function was not moved", told.Reason, StringComparison.Ordinal);
                    Assert.Equal(
                        (step.AttachedPolicyArns.Count, step.InlinePolicies.Count),
                        (made.AttachedPolicyArns.Count, made.InlinePolicies.Count));
                }
                else Assert.Null(told);
            }

            await RepairRuns.CompleteAsync(server);
            if (calls < at) break;
            stops++;
        }

        Assert.True(stops > 5, $"Only {stops} stops: the repair has become shorter than the test's stride.");
        Assert.True(notMoved > 5, $"Only {notMoved} steps were stopped between role and function.");
    }

    /// <summary>While IAM's change comes through, nothing is written yet: there is nothing to bring to an end.</summary>
    [Fact]
    public async Task A_function_that_waits_for_IAM_is_not_moved_any_more()
    {
        var state = Estate.Rule();
        state.IamDelay = TimeSpan.FromHours(1);
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        var before = RepairObserver.Functions(account).ToDictionary(function => function.FunctionArn, function => function.Role);
        var steps = await RepairRuns.PlanAsync(server);
        using var stop = new CancellationTokenSource();
        var repair = RepairRuns.RepairAsync(server, steps, stop.Token);
        while (!server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration"))
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        var results = await repair;
        Assert.Equal(steps.Count, results.Count);
        Assert.All(results, result => Assert.Equal(RoleRepairStatus.Skipped, result.Status));
        Assert.Equal(before, RepairObserver.Functions(account).ToDictionary(function => function.FunctionArn, function => function.Role));
    }
}
