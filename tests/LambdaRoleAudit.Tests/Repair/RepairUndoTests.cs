using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

public class RepairUndoTests
{
    [Fact]
    public async Task A_repair_undone_leaves_the_estate_as_it_was()
    {
        var state = Estate.Rule();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        Assert.NotEqual(before, RepairObserver.Snapshot(state));
        var results = await RepairRuns.UndoAsync(server);
        Assert.Equal(5, results.Count);
        Assert.All(results, result => Assert.Equal((RoleRepairStatus.Undone, null), (result.Status, result.Reason)));
        Assert.Equal(before, RepairObserver.Snapshot(state));
        Assert.Empty(await RepairRuns.UndoAsync(server));
    }

    public static TheoryData<string, Action<AccountState>> Keepers() => new()
    {
        { "was modified",
            account => RepairRuns.Made(account, "order-intake").AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambdaExecute") },
        { "was modified",
            account => RepairRuns.Made(account, "order-intake").InlinePolicies["mine"] = """{"Version":"2012-10-17","Statement":[]}""" },
        { "order-intake:1 (us-east-1)",
            account => Estate.Publish(account, "us-east-1", account.Region("us-east-1").Find("order-intake")!) },
        { "image-resize (eu-west-1)",
            account => account.Region("eu-west-1").Find("image-resize")!.Set("Role", RepairRuns.Made(account, "order-intake").Arn) },
    };

    [Theory]
    [MemberData(nameof(Keepers))]
    public async Task A_role_that_is_still_named_or_was_changed_is_kept(string why, Action<AccountState> arrange)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        var role = RepairRuns.Made(account, "order-intake").RoleName;
        arrange(account);
        // It is said before anybody is asked, not only when the role is about to be deleted.
        Assert.Contains(
            $"Role {role} is kept: ", (await RepairRuns.SurveyAsync(server)).Single(step => step.Repaired.Role.RoleName == role).Describe(),
            StringComparison.Ordinal);
        var result = (await RepairRuns.UndoAsync(server)).Single(result => result.FunctionName == "order-intake");
        Assert.Equal(RoleRepairStatus.Undone, result.Status);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
        Assert.True(account.Roles.ContainsKey(role));
        Assert.DoesNotContain(RoleTags.Removal, account.Roles[role].Tags.Keys);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region("us-east-1").Find("order-intake")!.Role);
    }

    [Fact]
    public async Task While_a_region_is_unread_no_role_is_deleted()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using (var server = await Sandboxes.StartAsync(state)) await RepairRuns.CompleteAsync(server);
        await using (var server = await Sandboxes.StartAsync(state, "deny:ListFunctions@sa-east-1"))
        {
            var problems = new List<Problem>();
            Assert.All(
                await RepairRuns.SurveyAsync(server, problems: problems),
                step => Assert.Contains("is kept: whether something uses it is unknown", step.Describe(), StringComparison.Ordinal));
            var results = await RepairRuns.UndoAsync(server, problems: problems);
            Assert.All(results, result => Assert.Contains("sa-east-1", result.Reason, StringComparison.Ordinal));
            Assert.NotNull(RepairRuns.Made(account, "order-intake"));
        }

        await using (var server = await Sandboxes.StartAsync(state)) await RepairRuns.UndoAsync(server);
        Assert.DoesNotContain(account.Roles.Values, role => role.Tags.ContainsKey(RoleTags.Repair));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_source_role_is_gone_or_unfit_the_function_stays(bool isGone)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        if (isGone) account.Roles.Remove("order-events-role");
        else account.Roles["order-events-role"].AssumeRolePolicyDocument =
            RoleState.LambdaTrust.Replace("lambda.", "ec2.", StringComparison.Ordinal);
        var result = (await RepairRuns.UndoAsync(server)).Single(result => result.FunctionName == "order-intake");
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(isGone ? "no longer exists" : "no longer trusts Lambda", result.Reason, StringComparison.Ordinal);
        Assert.Equal(RepairRuns.Made(account, "order-intake").Arn, account.Region("us-east-1").Find("order-intake")!.Role);
    }

    [Fact]
    public async Task Only_what_is_named_is_undone_and_roles_are_kept_where_asked()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        var result = Assert.Single(
            await RepairRuns.UndoAsync(server, new UndoScope { Selection = Choose.Function("cc-sqs-poller") }, keepRole: true));
        Assert.Equal(("cc-sqs-poller", RoleRepairStatus.Undone), (result.FunctionName, result.Status));
        Assert.NotNull(RepairRuns.Made(account, "cc-sqs-poller"));
        var problems = new List<Problem>();
        Assert.Empty(await RepairRuns.UndoAsync(server, new UndoScope { RepairIds = ["nobody"] }, problems));
        Assert.Equal("RepairNotFound", Assert.Single(problems).ErrorId);
        account.Region("eu-west-1").Remove("order-archive");
        var gone = (await RepairRuns.UndoAsync(
            server,
            new UndoScope
            {
                Selection = new Selection
                {
                    Roles = [new NameTest<string>("order-*", arn => Arn.NameIn(arn).StartsWith("order-", StringComparison.Ordinal))]
                }
            })).Single(undone => undone.FunctionName == "order-archive");
        Assert.Equal(RoleRepairStatus.Undone, gone.Status);
        Assert.DoesNotContain(account.Roles.Keys, name => name.StartsWith("order-archive-", StringComparison.Ordinal));
    }

    /// <summary>Stopped after any call: what was begun is told, once, and a second run brings it to its end.</summary>
    [Fact]
    public async Task A_stop_leaves_nothing_half_done_without_saying_so()
    {
        const int stride = 7;
        var stops = 0;
        for (var at = 1; ; at += stride)
        {
            var state = Estate.Rule();
            var account = state.Accounts.Values.Single();
            var before = RepairObserver.Snapshot(state);
            var sourceOf = RepairObserver.Functions(account).ToDictionary(function => function.FunctionArn, function => function.Role);
            await using var server = await Sandboxes.StartAsync(state);
            await RepairRuns.CompleteAsync(server);
            var made = account.Roles.Values.Where(role => role.Tags.ContainsKey(RoleTags.Repair))
                .ToDictionary(role => role.Tags[RoleTags.Function], role => role.RoleName);

            using var stop = new CancellationTokenSource();
            var calls = 0;
            state.Observer = _ =>
            {
                if (++calls == at) stop.Cancel();
            };
            var results = await RepairRuns.UndoAsync(server, stop: stop.Token);
            state.Observer = null;
            Assert.Equal(results.Count, results.DistinctBy(result => result.FunctionArn).Count());
            foreach (var function in RepairObserver.Functions(account))
            {
                if (!made.TryGetValue(function.FunctionArn, out var role)) continue;
                var told = results.SingleOrDefault(result => result.FunctionArn == function.FunctionArn);
                if (function.Role != sourceOf[function.FunctionArn]) Assert.Null(told);
                else if (account.Roles.ContainsKey(role))
                    Assert.Contains($"Role {role} is kept: the command was stopped", told!.Reason, StringComparison.Ordinal);
                else Assert.Equal((RoleRepairStatus.Undone, null), (told!.Status, told.Reason));
            }

            await RepairRuns.UndoAsync(server);
            Assert.Equal(before, RepairObserver.Snapshot(state));
            if (calls < at) break;
            stops++;
        }

        Assert.True(stops > 5, $"Only {stops} stops: the undo has become shorter than the test's stride.");
    }

    [Fact]
    public async Task A_function_that_cannot_go_back_says_where_it_is()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var role = Estate.AddRole(account, "/", "vpc");
        role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole");
        foreach (var name in new[] { "in-vpc-1", "in-vpc-2" }) Estate.AddFunction(account, "us-east-1", name, role);
        await using (var server = await Sandboxes.StartAsync(state)) await RepairRuns.CompleteAsync(server);
        role.AttachedPolicyArns.Clear();
        var before = RepairObserver.Snapshot(state);
        await using var denied = await Sandboxes.StartAsync(state, "deny:UpdateFunctionConfiguration");
        var results = (await RepairRuns.UndoAsync(denied)).ToDictionary(result => result.FunctionName);
        Assert.Equal(before, RepairObserver.Snapshot(state));
        foreach (var (name, result) in results)
        {
            if (name.StartsWith("in-vpc", StringComparison.Ordinal))
                Assert.Equal(
                    (RoleRepairStatus.Blocked, true),
                    (result.Status, result.Reason!.Contains("ec2:CreateNetworkInterface", StringComparison.Ordinal)));
            else Assert.Equal(
                (RoleRepairStatus.Failed, true),
                (result.Status, result.Reason!.Contains("it keeps its previous role", StringComparison.Ordinal)));
        }

        Assert.Equal(7, results.Count);
    }

    /// <summary>A repair that was cut off, and a role that somebody gave more meanwhile: the function would gain that.</summary>
    /// <summary>A policy that looks at who calls gives back, with the old role, what the new one is not allowed.</summary>
    [Fact]
    public async Task What_a_function_gains_by_going_back_is_told_of_both_roles_as_principals()
    {
        var state = Estate.Rule();
        var source = state.Accounts.Values.Single().Roles["order-events-role"];
        source.InlinePolicies["own"] =
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"SOURCE"}}}}"""
                .Replace("SOURCE", source.Arn, StringComparison.Ordinal);
        await using var server = await Sandboxes.StartAsync(state);
        var steps = await RepairRuns.PlanAsync(server, new RepairOptions { AllowLoss = true }, Choose.Function("order-intake"));
        Assert.Contains(Assert.Single(steps).Warnings, warning => warning.Id == "PermissionsLost");
        await RepairRuns.RepairAsync(server, steps);
        var change = Assert.Single(await RepairRuns.SurveyAsync(server)).Change!;
        Assert.Equal(["s3:GetObject"], change.Added.Select(witness => witness.Action));
        Assert.Empty(change.Removed);
    }

    [Fact]
    public async Task A_role_that_was_given_more_is_not_adopted()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        state.FailingUpdates.Add("cc-s3-logging");
        await using var server = await Sandboxes.StartAsync(state);
        await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server));
        RepairRuns.Made(account, "cc-s3-logging").AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        var scope = Choose.Function("cc-s3-logging", "us-east-1");
        var result = Assert.Single(await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, scope: scope)));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("AdministratorAccess", result.Reason, StringComparison.Ordinal);
        Assert.EndsWith("/aws-lambda-full-access", account.Region("us-east-1").Find("cc-s3-logging")!.Role, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_whose_update_fails_is_rolled_back_and_the_others_go_on()
    {
        var state = Estate.Rule();
        state.FailingUpdates.Add("cc-s3-logging");
        var observer = new RepairObserver(state);
        await using var server = await Sandboxes.StartAsync(state);
        var results =
            (await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server))).ToDictionary(result => result.FunctionName);
        Assert.Equal(RoleRepairStatus.RolledBack, results["cc-s3-logging"].Status);
        Assert.Equal(4, results.Values.Count(result => result.Status == RoleRepairStatus.Repaired));
        observer.AssertHeld();
        // The next run adopts the role that the first one made.
        var again = Assert.Single(
            await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, scope: Choose.Function("cc-s3-logging", "us-east-1"))));
        var account = state.Accounts.Values.Single();
        Assert.Equal(RepairRuns.Made(account, "cc-s3-logging").Arn, account.Region("us-east-1").Find("cc-s3-logging")!.Role);
        // By the id that its result shows, the repair is found.
        Assert.Equal(RoleRepairStatus.Repaired, again.Status);
        Assert.Equal(results["cc-s3-logging"].RepairId, again.RepairId);
        Assert.Equal(RepairRuns.Made(account, "cc-s3-logging").Tags[RoleTags.Repair], again.RepairId);
    }
}
