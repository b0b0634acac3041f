using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A function whose own role is narrowed again: the chain is undone one step at a time.</summary>
public class RepairChainTests
{
    private static readonly UndoScope FunctionA = new() { Selection = Choose.Function("a") };

    [Fact]
    public async Task Each_undo_goes_one_step_back()
    {
        var state = NarrowedRoles.State();
        var account = state.Accounts.Values.Single();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        var first = RepairRuns.Made(account, "a");
        var copied = RepairObserver.Snapshot(state);
        var second = await NarrowedRoles.MoveAsync(server, "a", first);

        var steps = (await RepairRuns.SurveyAsync(server, FunctionA)).ToDictionary(step => step.Repaired.Role.RoleName);
        Assert.Equal((RepairStanding.RepairedAgain, false), (steps[first.RoleName].Standing, steps[first.RoleName].IsLeftover));
        Assert.Equal((RepairStanding.Repaired, false), (steps[second.RoleName].Standing, steps[second.RoleName].IsLeftover));
        Assert.Contains(
            $"is kept: role {second.RoleName}, which function a (us-east-1) uses", steps[first.RoleName].Describe(),
            StringComparison.Ordinal);
        var shown = RepairSurvey.Group(steps.Values).ToList();
        Assert.Equal([0, 0], shown.Select(repair => repair.Leftovers));

        var results = (await RepairRuns.UndoAsync(server, FunctionA)).ToDictionary(result => result.TargetRoleName);
        Assert.Equal((RoleRepairStatus.Undone, null), (results[second.RoleName].Status, results[second.RoleName].Reason));
        Assert.Equal(RoleRepairStatus.Skipped, results[first.RoleName].Status);
        Assert.Contains("undo that first", results[first.RoleName].Reason, StringComparison.Ordinal);
        Assert.Equal(copied, RepairObserver.Snapshot(state));

        Assert.Equal((RoleRepairStatus.Undone, null), Single(await RepairRuns.UndoAsync(server, FunctionA)));
        Assert.False(account.Roles.ContainsKey(first.RoleName));
        Assert.Equal(account.Roles["shared"].Arn, NarrowedRoles.FunctionOf(account, "a").Role);
        await RepairRuns.UndoAsync(server);
        Assert.Equal(before, RepairObserver.Snapshot(state));
    }

    /// <summary>The role in the middle is used by nothing, and is what the function returns to next.</summary>
    [Fact]
    public async Task A_chain_of_three_keeps_all_of_its_roles()
    {
        var state = NarrowedRoles.State();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        var first = RepairRuns.Made(account, "a");
        var second = await NarrowedRoles.MoveAsync(server, "a", first);
        var third = await NarrowedRoles.MoveAsync(server, "a", second);
        foreach (var (left, arn) in new[] { (2, second.Arn), (1, first.Arn), (0, account.Roles["shared"].Arn) })
        {
            await RepairRuns.UndoAsync(server, FunctionA);
            Assert.Equal(arn, NarrowedRoles.FunctionOf(account, "a").Role);
            Assert.Equal(left, new[] { first, second, third }.Count(role => account.Roles.ContainsKey(role.RoleName)));
        }

        Assert.Empty(account.Policies);
    }

    /// <summary>A tag alone keeps no role, and neither does a later role that nothing uses.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_no_link_of_a_chain_keeps_nothing(bool isForged)
    {
        var state = NarrowedRoles.State();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        var first = RepairRuns.Made(account, "a");
        if (isForged)
        {
            var other = Estate.AddRole(account, "/", "other-us-east-1-0123456789abcdef");
            foreach (var (key, value) in first.Tags) other.Tags[key] = value;
            other.Tags[RoleTags.Source] = first.Arn;
            NarrowedRoles.FunctionOf(account, "b").Set("Role", other.Arn);
        }
        else
        {
            await NarrowedRoles.CreateAsync(server, NarrowedRoles.SpecOf(account, "a", first));
        }

        await RepairRuns.UndoAsync(server, new UndoScope { Selection = Choose.Role(first.RoleName) });
        Assert.False(account.Roles.ContainsKey(first.RoleName));
    }

    /// <summary>Created and used after the roles were read: the last look before the deletion sees it.</summary>
    [Fact]
    public async Task A_role_that_was_created_from_it_meanwhile_keeps_it()
    {
        var state = NarrowedRoles.State();
        var account = state.Accounts.Values.Single();
        RoleState first, second;
        await using (var server = await Sandboxes.StartAsync(state))
        {
            await RepairRuns.CompleteAsync(server);
            first = RepairRuns.Made(account, "a");
            second = await NarrowedRoles.CreateAsync(server, NarrowedRoles.SpecOf(account, "a", first));
        }

        account.Roles.Remove(second.RoleName);
        await using (var server = await Sandboxes.StartAsync(state))
        {
            state.Observer = _ =>
            {
                if (!first.Tags.ContainsKey(RoleTags.Removal) || account.Roles.ContainsKey(second.RoleName)) return;
                account.Roles[second.RoleName] = second;
                NarrowedRoles.FunctionOf(account, "a").Set("Role", second.Arn);
            };
            var result = Assert.Single(await RepairRuns.UndoAsync(server, FunctionA));
            Assert.Contains(
                $"is kept: role {second.RoleName}, which function a (us-east-1) uses, was created from it", result.Reason,
                StringComparison.Ordinal);
        }

        Assert.True(account.Roles.ContainsKey(first.RoleName));
        Assert.DoesNotContain(RoleTags.Removal, first.Tags.Keys);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, false)]
    public async Task No_role_is_created_from_a_role_that_is_being_removed(int minutes, bool isBlocked)
    {
        var state = NarrowedRoles.State();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        var steps = await RepairRuns.PlanAsync(server);
        account.Roles["shared"].Tags[RoleTags.Removal] = RemovalMark.New(DateTimeOffset.UtcNow.AddMinutes(-minutes)).ToString();
        var results = await RepairRuns.RepairAsync(server, steps);
        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.Equal(isBlocked ? RoleRepairStatus.Blocked : RoleRepairStatus.Repaired, result.Status));
        if (isBlocked) Assert.All(results, result => Assert.Contains("marked for deletion", result.Reason, StringComparison.Ordinal));
        Assert.Equal(isBlocked ? 1 : 3, account.Roles.Count);
    }

    [Theory]
    [InlineData(3, "PolicyQuota")]
    [InlineData(4, null)]
    public async Task The_quota_of_policies_counts(int room, string? blocker)
    {
        var state = NarrowedRoles.State();
        state.Accounts.Values.Single().PoliciesQuota = room;
        await using var server = await Sandboxes.StartAsync(state);
        var steps = (await RepairRuns.PlanAsync(server)).Select(step => step with
        {
            CreatedPolicies = [new InlinePolicy($"{step.TargetRoleName}-1", "{}"), new InlinePolicy($"{step.TargetRoleName}-2", "{}")],
        }).ToList();
        using var session = await RepairRuns.OpenAsync(server.Url);
        var account = await new AccountReader(session, [new AwsRegion("us-east-1", "us-east-1", "aws")], new ReadingLog()).ReadAsync(
            RepairPlanner.Query(Selection.Everything, new RepairOptions(), RegionSelection.All), default);
        Assert.All(
            RepairPlanner.WithQuota(steps, account),
            step => Assert.Equal(blocker, step.Blockers.Select(issue => issue.Id).SingleOrDefault()));
    }

    private static (RoleRepairStatus, string?) Single(IReadOnlyList<RoleRepairResult> results)
    {
        var result = Assert.Single(results);
        return (result.Status, result.Reason);
    }
}
