using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// What a repair and an undo cost in calls, as docs/repair.md says: reading again is not for nothing, and not without bound.
/// </summary>
public class RepairCallTests
{
    private const string Function = "order-intake";

    [Fact]
    public async Task Of_one_function()
    {
        await using var server = await Sandboxes.StartAsync();
        var steps = await RepairRuns.PlanAsync(server, scope: Choose.Function(Function, "us-east-1"));
        var target = steps.Single().TargetRoleName;

        await using var repair = await CallProxy.StartAsync(server);
        await RepairRuns.RepairAsync(server, steps, through: repair.Url);
        // Is it there? As it is before the move, and after it.
        Assert.Equal(
            ["AttachRolePolicy 1", "CreateRole 1", "GetRole 3", "GetRolePolicy 1", "ListAttachedRolePolicies 1", "ListRolePolicies 1",
                "PutRolePolicy 1"],
            Count(repair, target));
        // The source role when the step is looked at, and right before the move.
        Assert.Equal(
            ["GetRole 2", "GetRolePolicy 2", "ListAttachedRolePolicies 2", "ListRolePolicies 2"], Count(repair, "order-events-role"));
        Assert.Equal(1, repair.Calls.Count(call => call.Operation == "UpdateFunctionConfiguration" && call.Status == 200));

        await using var undo = await CallProxy.StartAsync(server);
        await RepairRuns.UndoAsync(server, through: undo.Url);
        // Six for each role, one for its inline policy, and the deletion.
        Assert.Equal(
            ["DeleteRole 1", "DeleteRolePolicy 1", "DetachRolePolicy 1", "GetRole 1", "GetRolePolicy 1", "ListAttachedRolePolicies 1",
                "ListInstanceProfilesForRole 1", "ListRolePolicies 1", "TagRole 1"],
            Count(undo, target));
        Assert.Equal(2, undo.Calls.Count(call => call.Operation == "ListFunctions" && call.Region == "us-east-1"));
    }

    private static IEnumerable<string> Count(CallProxy proxy, string target) => proxy.Calls.Where(call => call.Target == target)
        .GroupBy(call => call.Operation, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => FormattableString.Invariant($"{group.Key} {group.Count()}"));
}
