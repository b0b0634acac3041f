using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A fault at every single call of a repair with the strategy Used, and of its undo: at every instant each function has the source role's
/// policies or all of the narrowed ones; then a second run completes, or an undo restores everything.
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
        var after = Policies(counted).ToList();
        // What fails from a call on fails at the later calls too.
        for (var number = 1; number <= calls; number += fault.EndsWith('+') ? 3 : 1)
            await RunAsync(fault.Replace("{0}", $"{number}", StringComparison.Ordinal), number, after);
    }

    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("lost#{0}")]
    public async Task At_every_call_of_an_undo(string fault)
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
        for (var number = 1; number <= calls; number++)
            await UndoAsync(fault.Replace("{0}", $"{number}", StringComparison.Ordinal), number);
    }

    private static async Task RunAsync(string faults, int seed, IReadOnlyCollection<string> after)
    {
        var state = UsedEstate.State();
        var before = RepairObserver.Snapshot(state);
        var source = Policies(state).Distinct().Single();
        var broken = new List<string>();
        state.Observer = _ => broken.AddRange(Policies(state).Where(policies => policies != source && !after.Contains(policies)));
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
                Assert.Equal(after.Order(), Policies(state).Order());
            }
        }

        Assert.True(broken.Count == 0, $"{faults}: {broken.FirstOrDefault()}");
    }

    private static async Task UndoAsync(string faults, int seed)
    {
        var state = UsedEstate.State(1);
        var before = RepairObserver.Snapshot(state);
        await using (var server = await Sandboxes.StartAsync(state, quotas: false)) await UsedEstate.CompleteAsync(server);
        var after = Policies(state).Single();
        var source = Of(state.Accounts.Values.Single(), state.Accounts.Values.Single().Roles["shared"]);
        var broken = new List<string>();
        state.Observer = _ => broken.AddRange(Policies(state).Where(policies => policies != source && policies != after));
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

    /// <summary>The documents that each function's role has.</summary>
    private static IEnumerable<string> Policies(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        return [.. RepairObserver.Functions(account).Select(function =>
            account.FindRole(function.Role) is { } role ? Of(account, role) : $"role {function.Role} does not exist")];
    }

    private static string Of(AccountState account, RoleState role) => string.Join(
        '\n',
        role.InlinePolicies.Select(policy => $"{policy.Key}: {policy.Value}")
            .Concat(role.AttachedPolicyArns.Select(arn => $"{arn}: {account.Policies.GetValueOrDefault(arn)?.DefaultDocument}"))
            .Order(StringComparer.Ordinal));
}
