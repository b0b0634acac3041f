using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>An event source that falls silent after the move: no plan can see it coming where the source itself decides.</summary>
public class RepairEventSourceTests
{
    [Fact]
    public async Task A_mapping_that_falls_out_of_service_puts_its_function_back_and_no_other()
    {
        const string Queue = "arn:aws:sqs:us-east-1:123456789012:jobs";
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var region = account.Region("us-east-1");
        var source = region.Find("cc-sqs-poller")!.Role;
        // The queue's own policy names the shared role.
        account.SourceReaders[Queue] = source;
        var mapping = region.AddEventSourceMapping(account.FunctionArn("us-east-1", "cc-sqs-poller"), Queue);
        var observer = new RepairObserver(state);
        var disabled = false;
        var look = state.Observer!;
        state.Observer = seen =>
        {
            look(seen);
            disabled |= (string?)mapping["State"] == "Disabled";
        };
        await using var server = await Sandboxes.StartAsync(state);
        var results =
            (await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server))).ToDictionary(result => result.FunctionName);

        Assert.True(disabled, "The mapping never fell out of service.");
        Assert.Equal(RoleRepairStatus.RolledBack, results["cc-sqs-poller"].Status);
        Assert.Equal(2, results["cc-sqs-poller"].EventSourceMappings.Count);
        Assert.All(
            results["cc-sqs-poller"].EventSourceMappings,
            seen => Assert.Equal(("Enabled", "Enabled"), (seen.StateBefore, seen.StateAfter)));
        Assert.Contains(Queue, results["cc-sqs-poller"].Reason, StringComparison.Ordinal);
        Assert.Equal("RepairRolledBack", LambdaRoleAudit.Repair.RepairOutcomes.ProblemOf(results["cc-sqs-poller"])!.ErrorId);
        Assert.Equal(source, region.Find("cc-sqs-poller")!.Role);
        Assert.Equal(("Enabled", "OK"), ((string?)mapping["State"], (string?)mapping["LastProcessingResult"]));
        Assert.All(
            results.Values.Where(result => result.FunctionName != "cc-sqs-poller"),
            result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        observer.AssertHeld();

        // Put right, a re-run completes with the role that was made.
        account.SourceReaders.Clear();
        Assert.Equal(
            RoleRepairStatus.Repaired,
            Assert.Single(await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, scope: Only("cc-sqs-poller")))).Status);
        Assert.Contains("/cc-sqs-poller-us-east-1-", region.Find("cc-sqs-poller")!.Role, StringComparison.Ordinal);
    }

    /// <summary>A function that is back on its role may still miss its event source: that is said, not passed over.</summary>
    [Fact]
    public async Task A_mapping_that_stays_out_of_service_after_the_function_was_put_back_is_named()
    {
        const string Queue = "arn:aws:sqs:us-east-1:123456789012:jobs";
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var mapping = account.Region("us-east-1").AddEventSourceMapping(account.FunctionArn("us-east-1", "cc-sqs-poller"), Queue);
        account.SourceReaders[Queue] = "nobody";
        await using var server = await Sandboxes.StartAsync(state);
        var result = Assert.Single(await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, scope: Only("cc-sqs-poller"))));
        Assert.Equal(RoleRepairStatus.RolledBack, result.Status);
        // The estate has a mapping of that queue already: both are out, and both are named.
        Assert.Equal(2, result.EventSourceMappings.Count);
        var still = result.Reason!.Split("However, ")[1];
        Assert.All(
            result.EventSourceMappings, seen => Assert.Contains($"event source mapping {seen.UUID} ", still, StringComparison.Ordinal));
        Assert.All(result.EventSourceMappings, seen => Assert.Equal("Disabled", seen.StateAfter));
    }

    private static Selection Only(string name) => Choose.Function(name, "us-east-1");
}
