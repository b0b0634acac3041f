using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A process that repairs functions with aliases is killed at a random call: callers of the aliases are served the same code at every
/// instant, and then a re-run completes, or an undo restores.
/// </summary>
public class AliasKillTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public Task At_a_random_call() => KilledRepair.AtRandomCallsAsync(
        State, "Repair-LambdaExecutionRole -All -IncludeAlias -Confirm:$false -EventSourceWatchSec 0", fewest: 100, CheckAsync);

    private static async Task<bool> CheckAsync(int seed, SandboxState state, Func<RepairObserver, Task<bool>> killAsync)
    {
        var account = state.Accounts.Values.Single();
        var before = RepairObserver.Snapshot(state);
        var (roles, aliases) = (new RepairObserver(state), new AliasObserver(state));
        var isKilled = await killAsync(roles);
        roles.AssertHeld();
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0)
            {
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result => Assert.True(result.Status == RoleRepairStatus.Undone, $"seed {seed}: {result}"));
                Assert.All(
                    AliasObserver.Versions(account), alias => Assert.EndsWith("/shared", alias.Value.Role, StringComparison.Ordinal));
                lock (account.Lock)
                {
                    foreach (var name in Names) account.Region(AliasEstate.Region).Find(name)!.Versions.Remove(2);
                    account.Region(AliasEstate.Region).Changed();
                }

                await RepairRuns.UndoAsync(server);
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
            else
            {
                Assert.All(
                    await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options)),
                    result => Assert.True(result.Reason is null, $"seed {seed}: {result}"));
                Assert.All(AliasObserver.Versions(account), alias => Assert.Equal("2", alias.Value.Version));
            }
        }

        roles.AssertHeld();
        aliases.AssertHeld();
        return isKilled;
    }

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: [AliasEstate.Region]);
        var role = Estate.AddRole(account, "/", "shared");
        role.InlinePolicies["data"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        foreach (var name in Names)
        {
            var function = Estate.AddFunction(account, AliasEstate.Region, name, role, inVpc: false);
            Estate.Publish(account, AliasEstate.Region, function);
            AliasEstate.Add(function, "live", "1");
        }

        return Estate.StateOf(account);
    }
}
