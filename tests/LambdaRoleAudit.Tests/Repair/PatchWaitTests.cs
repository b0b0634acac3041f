using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A function whose source role is named in policies of resources: found, held back, patched, moved, undone.</summary>
public class PatchWaitTests
{
    private const string Bucket = "orders-archive";
    private const string BucketArn = "arn:aws:s3:::orders-archive";

    private static AccountState AccountOf(SandboxState state) => state.Accounts.Values.Single();

    private static string SourceArn(SandboxState state) => AccountOf(state).Roles["order-events-role"].Arn;

    /// <summary>The estate, whose shared role names a bucket by its policies, but allows only to list it.</summary>
    private static SandboxState NewState(string? policy = null)
    {
        var state = Estate.Rule();
        AccountOf(state).Roles["order-events-role"].InlinePolicies["archive"] =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"{{BucketArn}}"}]}""";
        state.AddBucket(Bucket, "us-east-1", AccountOf(state).AccountId).Policy = policy ?? PolicyOf(SourceArn(state));
        return state;
    }

    private static string PolicyOf(string role) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Sid":"Orders","Effect":"Allow","Principal":{"AWS":"{{role}}"},"Action":"s3:PutObject","Resource":"{{BucketArn}}/*"}]}""";

    private static async Task<LambdaRoleRepairStep> IntakeAsync(SandboxServer server, RepairOptions? options = null) =>
        (await RepairRuns.PlanAsync(server, options)).Single(step => step.FunctionName == "order-intake");

    private static BucketState BucketOf(SandboxState state) => state.Buckets[Bucket];

    [Fact]
    public async Task A_function_waits_until_the_policy_names_its_role_and_then_moves()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var step = await IntakeAsync(server);
        var hit = Assert.Single(step.ResourcePolicies);
        Assert.Equal((BucketArn, ResourcePolicyEffect.Loses, true, (bool?)null), (hit.ResourceArn, hit.Effect, hit.IsWaiting, hit.IsUsed));
        Assert.True(step.CanApply);
        Assert.Contains("Orders", Assert.Single(hit.Statements), StringComparison.Ordinal);

        var before = BucketOf(server.State).Policy;
        var waiting = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal(RoleRepairStatus.WaitingForPatch, waiting.Status);
        var account = AccountOf(server.State);
        var role = RepairRuns.Made(account, "order-intake");
        Assert.Equal(SourceArn(server.State), account.Region("us-east-1").Find("order-intake")!.Role);
        Assert.Equal(before, BucketOf(server.State).Policy);
        var patch = Assert.Single(waiting.ResourcePolicies);
        Assert.StartsWith(
            $"aws s3api put-bucket-policy --region us-east-1 --bucket {Bucket} --policy '", Assert.Single(patch.PatchCommands),
            StringComparison.Ordinal);
        Assert.Equal(
            [$"AWS:{SourceArn(server.State)}", $"AWS:{role.Arn}"],
            PolicyDocument.Parse(patch.PatchedPolicy!).Statements.Single().Principals!.Values);

        // The same plan, with the policy as the commands leave it.
        BucketOf(server.State).Policy = patch.PatchedPolicy;
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
        Assert.Equal(role.Arn, account.Region("us-east-1").Find("order-intake")!.Role);
        Assert.Same(role, RepairRuns.Made(account, "order-intake"));

        // An undo names what still names the role.
        var problems = new List<Problem>();
        var undone = Assert.Single(await RepairRuns.UndoAsync(server, problems: problems));
        Assert.Equal(RoleRepairStatus.Undone, undone.Status);
        var left = Assert.Single(undone.ResourcePolicies);
        Assert.Equal(PolicyDocument.Parse(before!).Canonical, PolicyDocument.Parse(left.PatchedPolicy!).Canonical);
        Assert.StartsWith("aws s3api put-bucket-policy", Assert.Single(left.RemovalCommands), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_that_wait_for_one_policy_have_one_patch_with_all_of_their_roles()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var steps = (await RepairRuns.PlanAsync(server)).Where(step => step.SourceRoleArn == SourceArn(server.State)).ToList();
        Assert.Equal(2, steps.Count);
        var results = await RepairRuns.RepairAsync(server, steps);
        Assert.All(results, result => Assert.Equal(RoleRepairStatus.WaitingForPatch, result.Status));
        var commands = Assert.Single(results.Select(result => Assert.Single(result.ResourcePolicies).PatchCommands.Single()).Distinct());
        Assert.All(results, result => Assert.Contains(result.TargetRoleName, commands, StringComparison.Ordinal));
        BucketOf(server.State).Policy = results[0].ResourcePolicies[0].PatchedPolicy;
        await RepairRuns.CompleteAsync(server);
    }

    /// <summary>Within one account, either policy is enough.</summary>
    [Fact]
    public async Task A_function_whose_own_policies_allow_the_same_does_not_wait()
    {
        var state = NewState();
        AccountOf(state).Roles["order-events-role"].InlinePolicies["archive"] =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["{{BucketArn}}","{{BucketArn}}/*"]}]}""";
        await using var server = await Sandboxes.StartAsync(state);
        var hit = Assert.Single((await IntakeAsync(server)).ResourcePolicies);
        Assert.False(hit.IsWaiting);
        Assert.Contains("own policies allow", hit.Reason, StringComparison.Ordinal);
        await RepairRuns.CompleteAsync(server);
    }

    [Fact]
    public async Task A_loss_can_be_allowed_and_a_gain_cannot()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var allowing = new RepairOptions { AllowLoss = true };
        Assert.False(Assert.Single((await IntakeAsync(server, allowing)).ResourcePolicies).IsWaiting);
        Assert.Equal(
            RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [await IntakeAsync(server, allowing)])).Status);

        var state = NewState(
            $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:DeleteBucket","Resource":"{{{BucketArn}}}","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/orders/order-intake-*"} } } ] }""");
        await using var gaining = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(gaining, allowing);
        Assert.Equal(["NoResourcePolicyPatch"], step.Blockers.Select(blocker => blocker.Id));
        Assert.Equal(ResourcePolicyEffect.Gains, Assert.Single(step.ResourcePolicies).Effect);
        // The other function's role does not match the pattern.
        Assert.True((await RepairRuns.PlanAsync(gaining)).Single(one => one.FunctionName == "order-archive").CanApply);
    }

    [Fact]
    public async Task A_bucket_of_another_account_is_not_read_and_one_that_cannot_be_read_blocks()
    {
        var state = NewState();
        state.Accounts.Values.Single().Roles["order-events-role"].InlinePolicies["theirs"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::their-bucket/*"}]}""";
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server);
        Assert.Contains("their-bucket", step.Warnings.Single(warning => warning.Id == "NotLookedAt").Message, StringComparison.Ordinal);
        Assert.Empty(step.Blockers);
        // It is said of the role that names it alone.
        Assert.DoesNotContain(
            "their-bucket",
            string.Concat((await RepairRuns.PlanAsync(server)).Single(one => one.FunctionName == "cc-s3-logging").Warnings),
            StringComparison.Ordinal);

        await using var denied = await Sandboxes.StartAsync(NewState(), "deny:GetBucketPolicy");
        var blocked = await IntakeAsync(denied);
        Assert.Equal(["ResourcePoliciesUnknown"], blocked.Blockers.Select(blocker => blocker.Id));
        Assert.Contains("s3:GetBucketPolicy", blocked.Blockers[0].Message, StringComparison.Ordinal);
    }

    /// <summary>What the plan found, or did not find, is not relied on minutes or days later.</summary>
    [Fact]
    public async Task A_policy_that_names_the_role_since_the_plan_holds_the_function()
    {
        var state = NewState();
        BucketOf(state).Policy = null;
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server);
        Assert.Empty(step.ResourcePolicies);
        BucketOf(state).Policy = PolicyOf(SourceArn(state));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal(RoleRepairStatus.WaitingForPatch, result.Status);
        Assert.Equal([BucketArn], result.ResourcePolicies.Select(hit => hit.ResourceArn));

        var skipping = await IntakeAsync(server, new RepairOptions { ResourcePolicies = ResourcePolicyReading.None });
        Assert.True(skipping.SkipsResourcePolicies);
        var reads = server.Calls.Where(call => call.Key.Operation == "GetBucketPolicy").Sum(call => call.Value);
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [skipping])).Status);
        Assert.Equal(reads, server.Calls.Where(call => call.Key.Operation == "GetBucketPolicy").Sum(call => call.Value));
    }

    /// <summary>A role that the function can assume is a resource that its policies name.</summary>
    [Fact]
    public async Task A_trust_policy_that_names_the_role_since_the_plan_holds_the_function()
    {
        var state = NewState();
        BucketOf(state).Policy = null;
        var account = AccountOf(state);
        var chain = Estate.AddRole(account, "/", "chain");
        account.Roles["order-events-role"].InlinePolicies["chain"] =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{{chain.Arn}}"}]}""";
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server);
        Assert.Empty(step.ResourcePolicies);
        chain.AssumeRolePolicyDocument =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{SourceArn(state)}}"},"Action":"sts:AssumeRole"}]}""";
        var result = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal(RoleRepairStatus.WaitingForPatch, result.Status);
        Assert.Equal([chain.Arn], result.ResourcePolicies.Select(hit => hit.ResourceArn));
    }

    /// <summary>What a plan from a file names is read only in the account of the role.</summary>
    [Theory]
    [InlineData("arn:aws-cn:sqs:cn-north-1:123456789012:q")]
    [InlineData("arn:aws:sqs:eu-west-1:999999999999:q")]
    [InlineData("https://example.com/q")]
    public async Task A_resource_of_another_account_in_a_plan_is_not_read(string arn)
    {
        var state = NewState();
        BucketOf(state).Policy = null;
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server) with
        {
            ResourcePolicies = [new ResourcePolicyHit
            {
                ResourceType = "SQS queue", ResourceArn = arn, Region = "us-east-1", Effect = ResourcePolicyEffect.Loses,
                Verdict = ResourcePolicyVerdict.Waits, Reason = "",
            }],
            SkipsResourcePolicies = true,
        };
        Assert.Equal(RoleRepairStatus.Failed, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation == "GetQueueAttributes");
    }

    [Fact]
    public async Task A_plan_whose_list_was_emptied_holds_the_function()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var step = await IntakeAsync(server) with { ResourcePolicies = [] };
        Assert.Equal(RoleRepairStatus.WaitingForPatch, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
    }

    [Fact]
    public async Task A_policy_that_no_patch_helps_since_the_plan_blocks_the_function()
    {
        var state = NewState();
        BucketOf(state).Policy = null;
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server);
        BucketOf(state).Policy =
            $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:DeleteBucket","Resource":"{{{BucketArn}}}","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/orders/order-intake-*"} } } ] }""";
        var result = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("adding the role would not change that", result.Reason, StringComparison.Ordinal);
        Assert.Equal(ResourcePolicyEffect.Gains, Assert.Single(result.ResourcePolicies).Effect);
        Assert.Equal(SourceArn(state), AccountOf(state).Region("us-east-1").Find("order-intake")!.Role);
    }

    /// <summary>Without the policy, it is not known whether the function would lose something.</summary>
    [Fact]
    public async Task A_policy_that_cannot_be_read_again_holds_the_function()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var step = await IntakeAsync(server);
        await using var denied = await Sandboxes.StartAsync(server.State, "deny:GetBucketPolicy");
        var result = Assert.Single(await RepairRuns.RepairAsync(denied, [step]));
        Assert.Equal(RoleRepairStatus.Failed, result.Status);
        Assert.Contains(BucketArn, result.Reason, StringComparison.Ordinal);
        Assert.Equal(SourceArn(server.State), AccountOf(server.State).Region("us-east-1").Find("order-intake")!.Role);
    }

    [Fact]
    public async Task Everything_is_read_only_if_that_is_requested()
    {
        var state = NewState();
        var account = AccountOf(state);
        Resources.Add(
            account, "eu-west-1", ResourceKind.Queue, "jobs",
            PolicyOf(SourceArn(state)).Replace(BucketArn + "/*", "*", StringComparison.Ordinal));
        await using var server = await Sandboxes.StartAsync(state);
        Assert.Equal([BucketArn], (await IntakeAsync(server)).ResourcePolicies.Select(hit => hit.ResourceArn));
        var all = await IntakeAsync(server, new RepairOptions { ResourcePolicies = ResourcePolicyReading.All });
        Assert.Equal(
            [BucketArn, $"arn:aws:sqs:eu-west-1:{account.AccountId}:jobs"], all.ResourcePolicies.Select(hit => hit.ResourceArn));
        Assert.Empty(all.Blockers);
    }

    /// <summary>The page lists the actions that reading needs, which are tried one by one on the Sandbox, and no others.</summary>
    [Fact]
    public void The_documented_IAM_policy_is_what_reading_needs()
    {
        var needed = PolicyResources.All.SelectMany(kind => kind.ListActions.Concat(kind.ReadActions)).Distinct().ToList();
        var documented = DocumentedPolicy.ActionsOf("ReadResourcePolicies");
        Assert.Empty(documented.Except(needed));
        Assert.Empty(needed.Except(documented).Except(DocumentedPolicy.ActionsOf("ReadForRepair")));
    }

    /// <summary>Any call that fails, and a second run: the function is served at every instant, and the end is the same.</summary>
    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("lost#{0}")]
    [InlineData("reset#{0}")]
    public async Task A_fault_at_any_call_of_a_waiting_step_leaves_nothing_that_the_next_run_does_not_continue(string fault)
    {
        int calls;
        await using (var server = await Sandboxes.StartAsync(NewState()))
        {
            var step = await IntakeAsync(server);
            var before = server.Calls.Values.Sum();
            await RepairRuns.RepairAsync(server, [step]);
            calls = server.Calls.Values.Sum() - before;
        }

        Assert.True(calls > 8, $"{calls} calls");
        for (var number = 1; number <= calls; number++)
        {
            var state = NewState();
            var observer = new RepairObserver(state);
            LambdaRoleRepairStep step;
            await using (var planning = await Sandboxes.StartAsync(state)) step = await IntakeAsync(planning);
            await using (var failing = await Sandboxes.StartAsync(
                state, fault.Replace("{0}", FormattableString.Invariant($"{number}"), StringComparison.Ordinal)))
                Assert.NotEqual(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(failing, [step])).Status);
            await using var server = await Sandboxes.StartAsync(state);
            var waiting = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
            Assert.Equal(RoleRepairStatus.WaitingForPatch, waiting.Status);
            BucketOf(state).Policy = waiting.ResourcePolicies[0].PatchedPolicy;
            Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
            observer.AssertHeld();
        }
    }
}
