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
    private const string Region = "us-east-1";
    private const string Bucket = "shared-data";

    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public Task At_a_random_call() => KilledRepair.AtRandomCallsAsync(
        State, "Repair-LambdaExecutionRole -All -Confirm:$false", fewest: 15, CheckAsync);

    private static async Task<bool> CheckAsync(int seed, SandboxState state, Func<RepairObserver, Task<bool>> killAsync)
    {
        var account = state.Accounts.Values.Single();
        var before = RepairObserver.Snapshot(state);
        var observer = new RepairObserver(state);
        var isKilled = await killAsync(observer);
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
