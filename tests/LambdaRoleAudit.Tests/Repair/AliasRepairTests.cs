using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>Aliases move with their function, or stay with a reason, and an undo restores them.</summary>
public class AliasRepairTests
{
    [Fact]
    public async Task An_alias_moves_to_a_version_on_the_own_role_and_back()
    {
        var state = AliasEstate.State();
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = (await RepairRuns.PlanAsync(server, AliasEstate.Options)).Single(one => one.FunctionName == "orders");
        var move = Assert.Single(step.Aliases);
        Assert.Equal(("live", "1", true), (move.Name, move.FromVersion, move.CanMove));

        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, null), (result.Status, result.Reason));
        Assert.Equal((AliasStatus.Moved, "2"), (result.Aliases.Single().Status, result.Aliases.Single().ToVersion));
        var function = AliasEstate.Function(state);
        Assert.Equal("2", function.Aliases["live"].FunctionVersion);
        Assert.EndsWith($"/{step.TargetRoleName}", function.Versions[2].Role, StringComparison.Ordinal);
        Assert.EndsWith("/shared", function.Versions[1].Role, StringComparison.Ordinal);

        var undone = (await RepairRuns.UndoAsync(server)).Single();
        Assert.Equal(RoleRepairStatus.Undone, undone.Status);
        Assert.Equal((AliasStatus.Restored, "1"), (undone.Aliases.Single().Status, undone.Aliases.Single().ToVersion));
        Assert.Equal("1", function.Aliases["live"].FunctionVersion);
        // The version still names the role.
        Assert.Contains(
            "aws lambda delete-function --function-name orders --qualifier 2 --region us-east-1", undone.Reason, StringComparison.Ordinal);
        Assert.True(state.Accounts.Values.Single().Roles.ContainsKey(step.TargetRoleName));
        lock (state.Accounts.Values.Single().Lock)
        {
            function.Versions.Remove(2);
            state.Accounts.Values.Single().Region(AliasEstate.Region).Changed();
        }

        var last = (await RepairRuns.UndoAsync(server)).Single();
        Assert.Equal((RoleRepairStatus.Undone, null), (last.Status, last.Reason));
        Assert.False(state.Accounts.Values.Single().Roles.ContainsKey(step.TargetRoleName));
        observer.AssertHeld();
    }
}
