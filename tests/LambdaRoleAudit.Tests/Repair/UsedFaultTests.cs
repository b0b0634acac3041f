using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A fault at every single call of a repair with the strategy Used: at every instant each function has the source role's policies or all of
/// the narrowed ones; then a second run completes, or an undo restores everything.
/// </summary>
public class UsedFaultTests
{
    [Fact]
    public async Task The_estate_needs_every_kind_of_policy()
    {
        await using var server = await Sandboxes.StartAsync(UsedEstate.State(), quotas: false);
        var plan = await RepairRuns.PlanAsync(server, UsedEstate.Options(server.State));
        Assert.All(plan, step => Assert.True(step.CanApply, $"{step}: {string.Join(' ', step.Blockers)}"));
        Assert.All(plan, step => Assert.NotEmpty(step.CreatedPolicies));
        Assert.All(plan, step => Assert.NotEmpty(step.InlinePolicies));
        Assert.All(plan, step => Assert.DoesNotContain("PurgeQueue", step.CreatedPolicies[0].Document, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("lost#{0}")]
    [InlineData("reset#{0}+")]
    public async Task At_every_call(string fault)
    {
        int calls;
        var counted = UsedEstate.State();
        await using (var server = await Sandboxes.StartAsync(counted, quotas: false))
        {
            await UsedEstate.CompleteAsync(server);
            calls = server.Calls.Values.Sum();
        }

        Assert.True(calls > 40, $"{calls} calls");
        var after = UsedEstate.PoliciesOf(counted).ToList();
        foreach (var number in FaultTurns.Of(fault, calls))
            await RunAsync(fault.Replace("{0}", $"{number}", StringComparison.Ordinal), number, after);
    }

    private static async Task RunAsync(string faults, int seed, IReadOnlyCollection<string> after)
    {
        var state = UsedEstate.State();
        var before = RepairObserver.Snapshot(state);
        var source = UsedEstate.PoliciesOf(state).Distinct().Single();
        var broken = new List<string>();
        state.Observer = _ =>
            broken.AddRange(UsedEstate.PoliciesOf(state).Where(policies => policies != source && !after.Contains(policies)));
        await using (var server = await Sandboxes.StartAsync(state, faults, seed, quotas: false))
        {
            try
            {
                var problems = new List<Problem>();
                var plan = await RepairRuns.PlanAsync(server, UsedEstate.Options(state), problems: problems);
                foreach (var result in await RepairRuns.RepairAsync(server, plan))
                    if (result.Status is not (RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired))
                        Assert.NotEmpty(result.Reason!);
            }
            catch (ProblemException e)
            {
                // Nothing could be read, so nothing was done.
                Assert.NotEmpty(e.Problem.RecommendedAction);
            }
            catch (Ports.AwsCallException)
            {
                // The source roles of a plan could not be read.
            }
        }

        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            // The numbers are even and odd in turn.
            if (seed % 2 == 0)
            {
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result => Assert.True(
                        result is { Status: RoleRepairStatus.Undone, Reason: null }, $"{faults}: {result}: {result.Reason}"));
                Assert.True(before == RepairObserver.Snapshot(state), $"{faults}: the undo did not restore the account.");
            }
            else
            {
                await UsedEstate.CompleteAsync(server);
                Assert.Equal(after.Order(), UsedEstate.PoliciesOf(state).Order());
            }
        }

        Assert.True(broken.Count == 0, $"{faults}: {broken.FirstOrDefault()}");
    }
}
