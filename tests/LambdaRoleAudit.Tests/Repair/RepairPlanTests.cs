using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>What a plan says, and that a plan which no longer fits is refused step by step.</summary>
public class RepairPlanTests
{
    [Fact]
    public async Task A_plan_has_a_step_for_each_function_of_each_shared_role()
    {
        await using var server = await Sandboxes.StartAsync();
        var steps = await RepairRuns.PlanAsync(server);
        Assert.Equal(
            ["order-archive", "cc-s3-logging", "cc-sqs-poller", "order-intake", "s3-get-object"], steps.Select(step => step.FunctionName));
        Assert.All(steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        var intake = steps.Single(step => step.FunctionName == "order-intake");
        var source = server.State.Accounts.Values.Single().Roles["order-events-role"];
        Assert.Equal(
            (RoleNaming.Bound("", "order-intake", "us-east-1", intake.FunctionArn, source.Arn, intake.ContentHash), "/orders/", source.Arn,
                "Proven"), (intake.TargetRoleName, intake.TargetPath, intake.SourceRoleArn, intake.Proof));
        Assert.Equal(source.InlinePolicies["orders"], Assert.Single(intake.InlinePolicies).Document);
        Assert.Equal(source.AttachedPolicyArns, intake.AttachedPolicyArns);
        Assert.Single(steps.Select(step => step.RepairId).Distinct());
        Assert.DoesNotContain(server.Calls.Keys, call => Cmdlets.NewLambdaExecutionRoleTests.IsWrite(call.Operation));
    }

    [Fact]
    public async Task A_function_that_is_to_keep_the_role_has_no_step()
    {
        await using var server = await Sandboxes.StartAsync();
        var steps = await RepairRuns.PlanAsync(server, new RepairOptions { Keep = Choose.Function("order-archive").Functions });
        Assert.DoesNotContain(steps, step => step.FunctionName == "order-archive");
        Assert.Contains(steps, step => step.FunctionName == "order-intake");
    }

    public static TheoryData<string, string?, Action<AccountState>> Blockers() => new()
    {
        { "FunctionManagedElsewhere", null, account => Intake(account).Tags["aws:cloudformation:stack-name"] = "orders" },
        { "LambdaAtEdge", null,
            account =>
                account.Roles["order-events-role"].AssumeRolePolicyDocument = Trust("lambda.amazonaws.com\",\"edgelambda.amazonaws.com") },
        { "SourceDoesNotTrustLambda", null,
            account => account.Roles["order-events-role"].AssumeRolePolicyDocument = Trust("ec2.amazonaws.com") },
        { "RoleQuota", null, account => account.RolesQuota = account.Roles.Count + 4 },
        { "RoleQuotaUnknown", "deny:GetAccountSummary", _ => { } },
        { "TooManyTags", null, account =>
            {
                for (var i = 0; i < 50; i++) account.Roles["order-events-role"].Tags[$"k{i}"] = "v";
            }
        },
        { "LambdaWouldRefuse", null,
            account => InVpc(account, """{"Effect":"Deny","Action":"ec2:CreateNetworkInterface","Resource":"*"}""") },
        { "LambdaWouldRefuse", null,
            account => InVpc(account, """{"Effect":"Allow","Action":["ec2:Describe*","ec2:DeleteNetworkInterface"],"Resource":"*"}""") },
        { "RegionsUnknown", "deny:ListFunctions@ap-southeast-2", _ => { } },
        { "ResourcePoliciesUnknown", "deny:GetPolicy@eu-west-1", _ => { } },
    };

    [Theory]
    [MemberData(nameof(Blockers))]
    public async Task What_stands_against_a_step_is_said_and_nothing_is_written_for_it(
        string id, string? faults, Action<AccountState> arrange)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        arrange(account);
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state, faults);
        var step = (await RepairRuns.PlanAsync(server, problems: [])).Single(step => step.FunctionName == "order-intake");
        Assert.Contains(id, step.Blockers.Select(blocker => blocker.Id));
        Assert.All(step.Blockers, blocker => Assert.True(blocker.Message.Length > 20));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Equal(before, RepairObserver.Snapshot(state));
    }

    /// <summary>AWS's own advice denies the action to the function's code, by a condition that Lambda's calls do not meet.</summary>
    [Theory]
    [InlineData(
        """{"Effect":"Allow","Action":"ec2:CreateNetworkInterface","Resource":"arn:aws:ec2:us-east-1:123456789012:subnet/subnet-1"}""")]
    [InlineData(
        """{"Effect":"Allow","Action":"ec2:*","Resource":"*"},{"Effect":"Deny","Action":"ec2:CreateNetworkInterface","Resource":"*","Condition":{"ArnEquals":{"lambda:SourceFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:order-intake"}}}""")]
    public async Task A_function_in_a_VPC_is_moved_where_its_role_may_make_network_interfaces(string statements)
    {
        var state = Estate.Rule();
        InVpc(state.Accounts.Values.Single(), statements);
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake");
        Assert.Empty(step.Blockers);
        Assert.Contains("Vpc", step.Warnings.Select(warning => warning.Id));
    }

    private static void InVpc(AccountState account, string statements)
    {
        Intake(account).Set("VpcConfig", JsonSerializer.SerializeToNode(new { SubnetIds = new[] { "subnet-1" } }));
        account.Roles["order-events-role"].InlinePolicies["network"] = $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""";
    }

    [Fact]
    public async Task What_is_unknown_can_be_allowed_by_name()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:ListFunctions@ap-southeast-2");
        var step = (await RepairRuns.PlanAsync(server, new RepairOptions { AllowUnknown = true }, problems: [])).Single(step =>
            step.FunctionName == "order-intake");
        Assert.True(step.CanApply);
        Assert.Contains(step.Warnings, warning => warning.Id == "RegionsUnknown");
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
    }

    /// <summary>What is allowed of regions is not allowed of policies: those are left out by a name of their own.</summary>
    [Fact]
    public async Task An_allowed_region_does_not_allow_an_unread_resource_policy()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:GetPolicy@eu-west-1,deny:ListFunctions@ap-southeast-2");
        var step = (await RepairRuns.PlanAsync(server, new RepairOptions { AllowUnknown = true }, problems: [])).Single(step =>
            step.FunctionName == "order-intake");
        Assert.Equal(["ResourcePoliciesUnknown"], step.Blockers.Select(blocker => blocker.Id));
        Assert.Contains("-SkipResourcePolicy", step.Blockers[0].Message, StringComparison.Ordinal);
        var skipping = new RepairOptions { AllowUnknown = true, ResourcePolicies = ResourcePolicyReading.None };
        Assert.True(
            (await RepairRuns.PlanAsync(server, skipping, problems: [])).Single(one => one.FunctionName == "order-intake").CanApply);
    }

    [Fact]
    public async Task A_function_that_is_alone_on_its_role_has_nothing_to_do_unless_it_is_named_with_a_strategy_that_narrows()
    {
        await using var server = await Sandboxes.StartAsync();
        var alone = Assert.Single(await RepairRuns.PlanAsync(server, scope: Choose.Function("image-resize", "us-east-1")));
        Assert.True(alone.IsNotShared);
        Assert.False(alone.CanApply);
        var narrowed = Assert.Single(
            await RepairRuns.PlanAsync(
                server, new RepairOptions { Strategy = RepairStrategy.Scoped }, Choose.Function("image-resize", "us-east-1")));
        Assert.False(narrowed.IsNotShared);
    }

    [Fact]
    public async Task A_misspelled_function_to_keep_ends_the_plan()
    {
        await using var server = await Sandboxes.StartAsync();
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            RepairRuns.PlanAsync(server, new RepairOptions { Keep = Choose.Function("order-archiv").Functions }));
        Assert.Equal("FunctionNotFound", problem.Problem.ErrorId);
        Assert.Contains("-KeepFunction", problem.Problem.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_for_one_function_reads_the_policies_of_the_functions_on_its_role_alone()
    {
        await using var server = await Sandboxes.StartAsync();
        var step = Assert.Single(await RepairRuns.PlanAsync(server, scope: Choose.Function("order-intake")));
        // order-intake and order-archive.
        Assert.Equal(2, server.Calls.Where(call => call.Key.Operation == "GetPolicy").Sum(call => call.Value));
        Assert.Contains(
            "for 2 of 7 Lambda functions. Others may name the source role; -ScanResourcePolicy checks all",
            step.Warnings.Single(warning => warning.Id == "NotLookedAt").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_policies_are_left_unread_where_that_is_asked_for()
    {
        await using var server = await Sandboxes.StartAsync();
        var steps = await RepairRuns.PlanAsync(server, new RepairOptions { ResourcePolicies = ResourcePolicyReading.None });
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation == "GetPolicy");
        Assert.All(
            steps,
            step =>
                Assert.Contains(
                    "No resource policies were checked", step.Warnings.Single(warning => warning.Id == "NotLookedAt").Message,
                    StringComparison.Ordinal));
    }

    /// <summary>What the settings ask for and the source role does not grant is left out, action by action.</summary>
    [Fact]
    public async Task Scoped_gives_nothing_that_the_source_role_does_not_grant()
    {
        var state = Estate.Rule();
        var role = state.Accounts.Values.Single().Roles["order-events-role"];
        role.AttachedPolicyArns.Clear();
        role.InlinePolicies["orders"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:PutLogEvents","s3:*"],"Resource":"*"}]}""";
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server, new RepairOptions { Strategy = RepairStrategy.Scoped })).Single(step =>
            step.FunctionName == "order-intake");
        Assert.Equal(("Proven", true), (step.Proof, step.CanApply));
        var document = PolicyDocument.Parse(Assert.Single(step.InlinePolicies).Document);
        var actions = document.Statements.SelectMany(statement => statement.Actions.Values);
        Assert.Equal(["logs:PutLogEvents"], actions);
        Assert.Contains(
            "logs:CreateLogStream on arn:aws:logs:us-east-1:", step.Warnings.Single(warning => warning.Id == "NotGrantedBySource").Message,
            StringComparison.Ordinal);
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
    }

    [Fact]
    public async Task What_should_be_known_before_is_said()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var role = account.Roles["order-events-role"];
        Estate.Publish(account, "us-east-1", Intake(account));
        role.AssumeRolePolicyDocument = Trust("lambda.amazonaws.com\",\"ec2.amazonaws.com");
        role.InlinePolicies["abac"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":"AROA*"}}}]}""";
        Estate.AddRole(account, "/", "trusting").AssumeRolePolicyDocument =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"sts:AssumeRole"}]}""";
        InVpc(account, """{"Effect":"Allow","Action":"ec2:*NetworkInterface*","Resource":"*"}""");
        account.Region("eu-west-1")
            .Find("order-archive")!.Permissions["caller"] =
                JsonNode.Parse(
                    $$"""{"Sid":"caller","Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"lambda:InvokeFunction","Resource":"*"}""")!.AsObject();
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake");
        var waits = step.Warnings.Single(warning => warning.Id == "WaitsForPatch").Message;
        Assert.Contains("function:order-archive", waits, StringComparison.Ordinal);
        Assert.Contains("role/trusting", waits, StringComparison.Ordinal);
        Assert.Equal(
            ["FrozenVersions", "NotLookedAt", "OthersTrusted", "Vpc", "WaitsForPatch"],
            step.Warnings.Select(warning => warning.Id).Order());
        Assert.DoesNotContain("ec2.amazonaws.com", step.TrustPolicy, StringComparison.Ordinal);
        Assert.True(step.CanApply);
    }

    [Fact]
    public async Task A_role_that_cannot_be_read_is_a_problem_and_the_others_go_on()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        account.Roles.Remove("order-events-role");
        await using var server = await Sandboxes.StartAsync(state);
        var problems = new List<Problem>();
        Assert.Equal(3, (await RepairRuns.PlanAsync(server, problems: problems)).Count);
        Assert.Equal(["SourceRoleMissing", "SourceRoleMissing"], problems.Select(problem => problem.ErrorId));
    }

    /// <summary>The name binds function, source and content: whoever has it without our tags, or with more, is not taken up.</summary>
    [Theory]
    [InlineData("TargetRoleExists")]
    [InlineData("TargetRoleWasChanged")]
    public async Task A_role_that_has_the_name_and_is_not_what_it_says_blocks_the_step(string id)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "cc-sqs-poller");
        var taken = Estate.AddRole(account, step.TargetPath, step.TargetRoleName);
        if (id == "TargetRoleWasChanged")
        {
            foreach (var (key, value) in RepairStepBuilder.SpecOf(step).AllTags) taken.Tags[key] = value;
            taken.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        }

        var before = RepairObserver.Snapshot(state);
        var again = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "cc-sqs-poller");
        Assert.Equal(id, Assert.Single(again.Blockers).Id);
        // The plan that was made before does not do it either.
        Assert.Equal(RoleRepairStatus.Failed, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
        Assert.Equal(before, RepairObserver.Snapshot(state));
    }

    public static TheoryData<string, Action<AccountState>> Drifts() => new()
    {
        { "modified after the plan was created", account => Intake(account).Set("RevisionId", Guid.NewGuid().ToString()) },
        { "not on the role that the plan was created for",
            account => Intake(account).Set("Role", account.Roles["image-resize-us-east-1-role"].Arn) },
        { "policy arn:aws:iam::aws:policy/AWSLambdaExecute",
            account => account.Roles["order-events-role"].AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambdaExecute") },
        { "another document in inline policy orders",
            account =>
                account.Roles["order-events-role"].InlinePolicies["orders"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}""" },
        { "trust policy",
            account => account.Roles["order-events-role"].AssumeRolePolicyDocument = TrustPolicies.ForAccount("123456789012") },
        { "permissions boundary",
            account => account.Roles["order-events-role"].PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess" },
        { "session duration", account => account.Roles["order-events-role"].MaxSessionDuration = 7200 },
        { "tag team", account => account.Roles["order-events-role"].Tags["team"] = "b" },
        { "no longer exists", account => account.Roles.Remove("order-events-role") },
    };

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task What_changed_since_the_plan_is_refused_and_the_rest_goes_on(string why, Action<AccountState> drift)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state);
        var steps = await RepairRuns.PlanAsync(server);
        drift(account);
        var results = (await RepairRuns.RepairAsync(server, steps)).ToDictionary(result => result.FunctionName);
        Assert.Equal(RoleRepairStatus.Blocked, results["order-intake"].Status);
        Assert.Contains(why, results["order-intake"].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Roles.Keys, name => name.StartsWith("order-intake-", StringComparison.Ordinal));
        foreach (var name in new[] { "cc-s3-logging", "cc-sqs-poller", "s3-get-object" })
            Assert.Equal(RoleRepairStatus.Repaired, results[name].Status);
    }

    [Fact]
    public async Task A_plan_that_was_tampered_with_is_refused()
    {
        await using var server = await Sandboxes.StartAsync();
        var step = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake");
        LambdaRoleRepairStep[] mutants =
        [
            step with
            {
                InlinePolicies = [
                    new InlinePolicy("orders", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]
            },
            step with { AttachedPolicyArns = [.. step.AttachedPolicyArns, "arn:aws:iam::aws:policy/AdministratorAccess"] },
            step with
            {
                TrustPolicy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}"""
            },
            step with { TargetRoleName = "image-resize-us-east-1-role" },
            step with { SourceRoleArn = "arn:aws:iam::123456789012:role/aws-lambda-full-access" },
            step with { PlanVersion = 1 },
            step with { RevisionId = null },
            step with { Region = "x.example.com/" },
            step with { Region = "us-east-2" },
            step with { FunctionName = "cc-s3-logging" },
            step with { FunctionArn = "" },
            step with { ContentHash = new string('0', 64) },
            step with { RoleNamePrefix = "x-" },
            step with { PermissionsBoundaryArn = "arn:aws:iam::aws:policy/AdministratorAccess" },
        ];
        foreach (var mutant in mutants)
            Assert.Equal(RoleRepairStatus.Blocked, Assert.Single(await RepairRuns.RepairAsync(server, [mutant])).Status);
        // Each by the check that is for it, not by chance by a later one.
        await SaidAsync("does not have the function's RevisionId", step with { RevisionId = null });
        await SaidAsync("its content does not match its ContentHash", mutants[0]);
        await SaidAsync(
            "was not derived from its function, source role and content", step with { TargetRoleName = "image-resize-us-east-1-role" });
        Assert.DoesNotContain(server.Calls.Keys, call => Cmdlets.NewLambdaExecutionRoleTests.IsWrite(call.Operation));

        async Task SaidAsync(string why, LambdaRoleRepairStep mutant) =>
            Assert.Contains(why, Assert.Single(await RepairRuns.RepairAsync(server, [mutant])).Reason, StringComparison.Ordinal);
    }

    /// <summary>No copy of a copy: by the same plan, by name, by the same strategy or by Copy; and one undo is enough.</summary>
    [Theory]
    [InlineData(RepairStrategy.Copy)]
    [InlineData(RepairStrategy.Scoped)]
    public async Task A_function_that_a_repair_gave_its_own_role_has_it_already(RepairStrategy strategy)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var source = Intake(account).Role;
        await using var server = await Sandboxes.StartAsync(state);
        var scope = Choose.Function("order-intake", "us-east-1");
        var plan = await RepairRuns.PlanAsync(server, new RepairOptions { Strategy = strategy }, scope);
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, plan)).Status);
        var before = RepairObserver.Snapshot(state);
        Assert.Equal(RoleRepairStatus.AlreadyRepaired, Assert.Single(await RepairRuns.RepairAsync(server, plan)).Status);
        foreach (var again in new[] { strategy, RepairStrategy.Copy })
        {
            var step = Assert.Single(await RepairRuns.PlanAsync(server, new RepairOptions { Strategy = again }, scope));
            Assert.Equal((true, plan[0].TargetRoleName), (step.IsAlreadyRepaired, step.TargetRoleName));
            Assert.Equal(RoleRepairStatus.AlreadyRepaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
        }

        Assert.Equal(before, RepairObserver.Snapshot(state));
        await RepairRuns.UndoAsync(server);
        Assert.Equal(source, Intake(account).Role);
    }

    private const string Tables = """{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}""";

    /// <summary>Two roles are two principals: what a policy says of the source role it may not say of its copy.</summary>
    [Theory]
    [InlineData(
        Tables
            + """,{"Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/r"}}}""", "PermissionsLost", null, "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/r"}}}""", "PermissionsLost", null, "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"\u0061ws:principalarn":"arn:aws:iam::123456789012:role/r"}}}""", "PermissionsLost", null, "Proven")]
    [InlineData(
        Tables
            + """,{"Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/r"}}}""", "NotProven", null, "Refuted")]
    // Any role of the account, and any of that path, is both.
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}}}""", null, null, "Proven")]
    // The copy keeps the source's tags, but for those that only AWS sets.
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}""", null, null, "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}}""", null, null, "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/aws:cloudformation:stack-name":"stack"}}}""", "PermissionsLost", null, "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}""", null, null, "Proven")]
    // The id of a role that is not made yet is not known, but it is another one.
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:userid":"AROASOURCE:*"}}}""", "PermissionsLost", null,
        "Proven")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringNotLike":{"aws:userid":"AROASOURCE:*"}}}""", "NotProven", null,
        "Refuted")]
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:userid":"AROA*:f"}}}""", null, null,
        "Proven")]
    public void A_copy_is_another_principal(string statements, string? blocker, string? warning, string proof)
    {
        var role = new ExecutionRole
        {
            RoleName = "r", RoleArn = "arn:aws:iam::123456789012:role/r", RoleId = "AROASOURCE", AccountId = "123456789012", Path = "/",
            Exists = true, IsComplete = true,
            TrustsLambda = true, TrustPolicy = TrustPolicies.Lambda,
            Tags = new Dictionary<string, string> { ["team"] = "blue", ["aws:cloudformation:stack-name"] = "stack" },
            InlinePolicies = [new RolePolicy("p", null, $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""")],
        };
        var detail = ScopedPolicyTests.Detail() with { RevisionId = "1" };
        var step =
            RepairStepBuilder.Build(detail, [], role, RepairStrategy.Copy, "x", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((blocker, warning, proof), (step.Blockers.SingleOrDefault()?.Id, step.Warnings.SingleOrDefault()?.Id, step.Proof));
        if (blocker == "PermissionsLost") Assert.Matches("(dynamodb|s3):[^ ]+ on .*-AllowLoss", step.Blockers[0].Message);
        // The statement itself, as the policy has it.
        if (blocker == "PermissionsLost" || warning is not null)
            Assert.EndsWith(
                $"The statements: {statements[(statements.IndexOf(",{", StringComparison.Ordinal) + 1)..]}",
                step.Blockers.Concat(step.Warnings).Single().Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            '\u0001', string.Concat(step.Blockers.Concat(step.Warnings).Select(remark => remark.Message)) + step.ProofReason);
        Assert.Throws<OperationCanceledException>(() =>
            RepairStepBuilder.Build(detail, [], role, RepairStrategy.Copy, "x", cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>
    /// A boundary looks at who calls as a policy does; a loss is blocked when it is planned and when it is done, unless it is
    /// allowed by name.
    /// </summary>
    [Fact]
    public async Task A_loss_is_allowed_by_name_only()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var role = account.Roles["order-events-role"];
        role.InlinePolicies["own"] =
            $$$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"{{{{role.Arn}}}}"}}}]}""";
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake");
        Assert.Contains("kms:decrypt", Assert.Single(step.Blockers).Message, StringComparison.OrdinalIgnoreCase);
        // A plan from which the blocker was taken out.
        Assert.Equal(RoleRepairStatus.Blocked, Assert.Single(await RepairRuns.RepairAsync(server, [step with { Blockers = [] }])).Status);
        var allowed = (await RepairRuns.PlanAsync(server, new RepairOptions { AllowLoss = true })).Single(step =>
            step.FunctionName == "order-intake");
        Assert.Equal((true, "PermissionsLost"), (allowed.CanApply, allowed.Warnings.Single(warning => warning.Id == "PermissionsLost").Id));
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [allowed])).Status);
    }

    /// <summary>500 random roles: the copy is proven to grant no more; one action more is refuted, with a witness.</summary>
    [Fact]
    public void Every_copy_is_proven_and_a_mutant_is_refuted()
    {
        var random = new Random(5);
        var policies = new RandomPolicies(random);
        var refuted = 0;
        for (var i = 0; i < 500; i++)
        {
            var set = policies.Set();
            var role = new ExecutionRole
            {
                RoleName = "r", RoleArn = "arn:aws:iam::123456789012:role/r", AccountId = "123456789012", Path = "/", Exists = true,
                IsComplete = true,
                TrustsLambda = true, TrustPolicy = TrustPolicies.Lambda,
                InlinePolicies = [.. set.Policies.Select((policy, number) => new RolePolicy($"p{number}", null, policy.Text))],
                PermissionsBoundary = set.Boundary is null
                    ? null
                    : new RolePolicy("b", "arn:aws:iam::123456789012:policy/b", set.Boundary.Text),
            };
            var step = RepairStepBuilder.Build(ScopedPolicyTests.Detail(), [], role, RepairStrategy.Copy, "x");
            Assert.Equal("Proven", step.Proof);

            var more = new PolicySet(
                [.. set.Policies,
                    PolicyDocument.Parse(
                        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateUser","Resource":"arn:aws:iam::123456789012:user/new"}]}""")], set.Boundary);
            var proof = PolicyProver.GrantsNoMoreThan(more, set);
            var request = new PolicyRequest("iam:CreateUser", "arn:aws:iam::123456789012:user/new", RequestContext.Empty);
            var isMore = PolicyEvaluator.Evaluate(more, request).Verdict == PolicyVerdict.Allowed
                && PolicyEvaluator.Evaluate(set, request).Verdict == PolicyVerdict.Denied;
            if (!isMore) continue;
            refuted++;
            Assert.Equal(ProofOutcome.Refuted, proof.Outcome);
        }

        Assert.True(refuted > 100, $"{refuted} mutants granted more");
    }

    /// <summary>The same through the planner: an account of 500 random roles, each with two functions.</summary>
    [Fact]
    public async Task Every_step_of_a_random_estate_is_proven()
    {
        var random = new Random(500);
        var policies = new RandomPolicies(random);
        var account = Estate.NewAccount();
        for (var i = 0; i < 500; i++)
        {
            var role = Estate.AddRole(account, i % 3 == 0 ? "/team/" : "/", $"role-{i}");
            var set = policies.Set();
            foreach (var (policy, number) in set.Policies.Select((policy, number) =>
                (policy, number))) role.InlinePolicies[$"p{number}"] = policy.Text;
            if (random.Next(3) == 0) role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambda_FullAccess");
            if (set.Boundary is not null) role.PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
            for (var copy = 0; copy < 2; copy++)
                Estate.AddFunction(
                    account, Estate.DefaultRegions[(i + copy) % Estate.DefaultRegions.Count], $"f-{i}-{copy}", role, inVpc: false);
        }

        await using var server = await Sandboxes.StartAsync(Estate.StateOf(account), quotas: false);
        foreach (var strategy in new[] { RepairStrategy.Copy, RepairStrategy.Scoped })
        {
            var steps = await RepairRuns.PlanAsync(
                server, new RepairOptions { Strategy = strategy, ResourcePolicies = ResourcePolicyReading.None });
            Assert.Equal(1000, steps.Count);
            Assert.All(steps, step => Assert.True(step.Proof == "Proven", $"{step.SourceRoleArn}: {step.ProofReason}"));
        }
    }

    private static FunctionState Intake(AccountState account) => account.Region("us-east-1").Find("order-intake")!;

    private static string Trust(string services) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["{{services}}"]},"Action":"sts:AssumeRole"}]}""";
}
