using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A fault at every single call of an undo of a repair with the strategy Used: at every instant each function has the source role's
/// policies or all of the narrowed ones; then a second undo restores everything.
/// </summary>
public class UsedUndoFaultTests
{
    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("lost#{0}")]
    public async Task At_every_call(string fault)
    {
        int calls;
        var counted = UsedEstate.State(1);
        await using (var server = await Sandboxes.StartAsync(counted, quotas: false)) await UsedEstate.CompleteAsync(server);
        await using (var server = await Sandboxes.StartAsync(counted, quotas: false))
        {
            await RepairRuns.UndoAsync(server);
            calls = server.Calls.Values.Sum();
        }

        Assert.True(calls > 20, $"{calls} calls");
        foreach (var number in FaultTurns.Of(fault, calls))
            await UndoAsync(fault.Replace("{0}", $"{number}", StringComparison.Ordinal), number);
    }

    private static async Task UndoAsync(string faults, int seed)
    {
        var state = UsedEstate.State(1);
        var before = RepairObserver.Snapshot(state);
        await using (var server = await Sandboxes.StartAsync(state, quotas: false)) await UsedEstate.CompleteAsync(server);
        var after = UsedEstate.PoliciesOf(state).Single();
        var source = UsedEstate.PoliciesOf(state.Accounts.Values.Single(), "shared");
        var broken = new List<string>();
        state.Observer = _ => broken.AddRange(UsedEstate.PoliciesOf(state).Where(policies => policies != source && policies != after));
        await using (var server = await Sandboxes.StartAsync(state, faults, seed, quotas: false))
        {
            try
            {
                foreach (var result in await RepairRuns.UndoAsync(server, problems: []))
                    if (result.Status != RoleRepairStatus.Undone) Assert.NotEmpty(result.Reason!);
            }
            catch (ProblemException e)
            {
                Assert.NotEmpty(e.Problem.RecommendedAction);
            }
        }

        // Fifteen minutes later: a mark that could not be taken off has ended.
        foreach (var role in state.Accounts.Values.Single().Roles.Values) role.Tags.Remove(RoleTags.Removal);
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
            Assert.All(
                await RepairRuns.UndoAsync(server),
                result => Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"{faults}: {result}: {result.Reason}"));
        Assert.True(before == RepairObserver.Snapshot(state), $"{faults}: the undo did not restore the account.");
        Assert.True(broken.Count == 0, $"{faults}: {broken.FirstOrDefault()}");
    }
}
