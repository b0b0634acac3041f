using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Least privilege as a user has it: usage, plan, repair, undo.</summary>
public sealed class UsedStrategyTests : IAsyncLifetime
{
    private const string Intake = "order-intake";

    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");
    private SandboxServer _server = null!;

    private AccountState Account => _server.State.Accounts.Values.Single();

    private string At => ModuleSession.At(_server);

    public async ValueTask InitializeAsync()
    {
        _server = await Sandboxes.StartAsync(RuleActivity.NewState(), quotas: false);
        _session.Run($"$usage = Get-LambdaRoleUsage -RoleName order-* -Trail {RuleActivity.TrailName} -LastAccessed {At}").AssertClean();
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_saved_usage_and_a_saved_plan_do_what_live_objects_do()
    {
        var (usage, plan) = (In("usage.json"), In("plan.json"));
        _session.Run($"$usage | ConvertTo-Json -Depth 6 | Set-Content '{usage}'").AssertClean();
        _session.Run($"$usage | Export-LambdaRoleReport -Path '{In("export.json")}'").AssertClean();
        Assert.Equal("null", await SchemaAsync("usage", usage));
        Assert.Equal("null", await SchemaAsync("usage", In("export.json")));
        var live = Steps(_session.Run($"Get-LambdaRoleRepairPlan {Intake} -Strategy Used -Usage $usage {At}").AssertClean());
        foreach (var file in (string[])[usage, In("export.json")])
        {
            var saved = Steps(_session.Run(
                $"Get-LambdaRoleRepairPlan {Intake} -Strategy Used -UsagePath '{file}' {At} -OutVariable plan").AssertClean());
            Assert.Equal(live.Single().TargetRoleName, saved.Single().TargetRoleName);
        }

        _session.Run($"$plan | ConvertTo-Json -Depth 20 | Set-Content '{plan}'").AssertClean();
        Assert.Equal("null", await SchemaAsync("repair-plan", plan));
        _session.Run($"$plan | Export-Clixml '{In("plan.xml")}' -Depth 20").AssertClean();
        Assert.Equal(
            RoleRepairStatus.Repaired,
            Results(_session.Run($"Import-Clixml '{In("plan.xml")}' | Repair-LambdaExecutionRole {At} -Confirm:$false").AssertClean())
                .Single().Status);
        Assert.Equal(
            RoleRepairStatus.AlreadyRepaired,
            Results(_session.Run($"Repair-LambdaExecutionRole -PlanPath '{plan}' {At} -Confirm:$false").AssertClean()).Single().Status);
    }

    [Fact]
    public void A_step_shows_what_a_person_can_judge()
    {
        var step = Plan();
        Assert.True(step.CanApply, string.Join(' ', step.Blockers));
        Assert.Equal(("Proven", "Proven"), (step.Proof, step.Narrowing!.EvidenceProof));
        var documents = string.Concat(step.InlinePolicies.Select(policy => policy.Document));
        // The function used PutItem; nothing shows GetItem and Query, which only the other function used, or nobody.
        Assert.DoesNotContain("dynamodb:GetItem", documents, StringComparison.Ordinal);
        Assert.Contains("dynamodb:PutItem", documents, StringComparison.Ordinal);
        Assert.True(step.Narrowing.After!.Actions < step.Narrowing.Before!.Actions);
        Assert.Equal(["Lambda-006"], step.Narrowing.EndedFindings);
        var used = step.Narrowing.Statements.SelectMany(statement => statement.Reasons).First(reason => reason.Kind == ReasonKind.Used);
        Assert.True(used is { Count: > 0, FirstSeen: not null, LastSeen: not null, EventIds.Count: > 0 }, used.ToString());
        var policies = step.InlinePolicies.Select(policy => policy.PolicyName).ToList();
        Assert.All(step.Narrowing.Statements, statement => Assert.Contains(statement.PolicyName, policies));
    }

    [Fact]
    public void A_report_shows_the_figures_and_why_each_statement_is_there()
    {
        var step = Plan();
        _session.SetVariable("step", step);
        _session.Run($"$step | Export-LambdaRoleReport '{In("plan.html")}'").AssertClean();
        var html = File.ReadAllText(In("plan.html"));
        Assert.Contains("<h3>Least privilege</h3>", html, StringComparison.Ordinal);
        Assert.Contains("each new role allows everything in evidence: proven for 1 function.", html, StringComparison.Ordinal);
        Assert.Contains("Lambda-006 for 1 function", html, StringComparison.Ordinal);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Actions: {step.Narrowing!.Before!.Actions} → {step.Narrowing.After!.Actions}."),
            html, StringComparison.Ordinal);
        var used = step.Narrowing.Statements.SelectMany(statement => statement.Reasons).First(reason => reason.Kind == ReasonKind.Used);
        Assert.Contains($"<td class=number>{used.Count}<td>", html, StringComparison.Ordinal);
        Assert.Contains(used.EventIds[0], html, StringComparison.Ordinal);

        // What a page with many functions leaves out, it says.
        const string left = "Why each statement is there is in the saved plan";
        Assert.DoesNotContain(left, html, StringComparison.Ordinal);
        _session.Run($"1..51 | ForEach-Object {{ $step }} | Export-LambdaRoleReport '{In("many.html")}'").AssertClean();
        var many = File.ReadAllText(In("many.html"));
        Assert.Contains(left, many, StringComparison.Ordinal);
        Assert.DoesNotContain(used.EventIds[0], many, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrowed_function_is_narrowed_once_and_goes_back()
    {
        var source = Function().Role;
        Assert.Equal(RoleRepairStatus.Repaired, Repair(Plan()).Status);
        Assert.Equal(Account.Roles[Plan().TargetRoleName].Arn, Function().Role);
        Assert.True(Plan().IsAlreadyRepaired);
        _session.Run($"Undo-LambdaRoleRepair -FunctionName {Intake} {At} -Confirm:$false").AssertClean();
        Assert.Equal(source, Function().Role);
    }

    [Fact]
    public void A_copy_is_narrowed_beside_itself()
    {
        _session.Run($"Repair-LambdaExecutionRole {Intake} {At} -Confirm:$false").AssertClean();
        var copy = Function().Role;
        var step = Plan();
        Assert.Equal((copy, true), (step.SourceRoleArn, step.CanApply));
        Assert.Equal(RoleRepairStatus.Repaired, Repair(step).Status);
        Assert.NotEqual(copy, Function().Role);
        Assert.Contains(copy, Account.Roles.Values.Select(role => role.Arn));
    }

    [Fact]
    public void A_source_role_that_changed_since_the_plan_is_refused()
    {
        var step = Plan();
        var role = Account.Roles["order-events-role"];
        // It grants more now: the narrowed role would still be within it, but the evidence is about other code.
        role.InlinePolicies["more"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}]}""";
        var result = Repair(step, withErrors: true);
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("were changed after the plan was created", result.Reason, StringComparison.Ordinal);
        Assert.Equal(role.Arn, Function().Role);
    }

    [Fact]
    public void What_the_settings_need_since_the_plan_is_noticed()
    {
        Account.Roles["order-events-role"].InlinePolicies["queue"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"],"Resource":"*"}]}""";
        _session.Run($"$usage = Get-LambdaRoleUsage -RoleName order-* -Trail {RuleActivity.TrailName} {At}").AssertClean();
        var step = Plan("-DropUnseen:$false");
        Account.Region("us-east-1").AddEventSourceMapping(step.FunctionArn, "arn:aws:sqs:us-east-1:123456789012:orders");
        // What cannot be seen is kept, so the policy without it is written by hand, with a hash and a name that agree.
        var narrower = step with { InlinePolicies = [.. step.InlinePolicies.Where(policy => policy.PolicyName != "queue")] };
        narrower = narrower with { ContentHash = LambdaRoleAudit.Repair.RepairStepBuilder.SpecOf(narrower).Content.Hash };
        narrower = narrower with
        {
            TargetRoleName = LambdaRoleAudit.Roles.RoleNaming.Bound(
                "", narrower.FunctionName, narrower.Region, narrower.FunctionArn, narrower.SourceRoleArn, narrower.ContentHash),
        };
        var result = Repair(narrower, withErrors: true);
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("sqs:ReceiveMessage", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Strategy Used", "UsageRequired")]
    [InlineData("-Usage $usage", "ParametersDoNotGoTogether")]
    [InlineData("-ResourceScope Seen", "ParametersDoNotGoTogether")]
    [InlineData("-MinimumDays 5", "ParametersDoNotGoTogether")]
    [InlineData("-Strategy Used -Usage $usage -KeepUnseen -DropUnseen", "ParametersDoNotGoTogether")]
    [InlineData("-Strategy Used -Usage 'text'", "InvalidUsage")]
    [InlineData("-Strategy Used -UsagePath nowhere.json", "FileNotFound")]
    public void No_parameter_is_ignored(string parameters, string error)
    {
        foreach (var command in (string[])["Get-LambdaRoleRepairPlan", "Repair-LambdaExecutionRole -Confirm:$false"])
        {
            var result = _session.Run($"{command} -FunctionName {Intake} {parameters} {At}");
            Assert.Equal([error], result.ErrorIds);
            Assert.Empty(result.Output);
        }
    }

    [Theory]
    [InlineData("[]", "it is an empty list.")]
    [InlineData("{\"Permissions\":[]", "it is invalid or incomplete JSON")]
    [InlineData("[{\"FunctionName\":\"a\"}]", "object 1 is not usage")]
    public void A_file_that_is_not_usage_is_refused_as_a_whole(string text, string reason)
    {
        File.WriteAllText(In("bad.json"), text);
        var result = _session.Run($"Get-LambdaRoleRepairPlan {Intake} -Strategy Used -UsagePath '{In("bad.json")}' {At}");
        Assert.Equal(["InvalidUsageFile"], result.ErrorIds);
        Assert.Contains(reason, result.AllErrors.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Usage @($usage | Where-Object FunctionName -ne order-intake)", "UsageMissing")]
    [InlineData("-Usage ($usage + $usage)", "UsageAmbiguous")]
    [InlineData("-Usage $usage -MinimumDays 200", "EvidenceTooShort")]
    public void Evidence_that_does_not_suffice_blocks(string parameters, string blocker)
    {
        var step = Plan(parameters, usage: "");
        Assert.Contains(blocker, step.Blockers.Select(issue => issue.Id));
        Assert.Equal(RoleRepairStatus.Blocked, Repair(step, withErrors: true).Status);
        Assert.Equal(Account.Roles["order-events-role"].Arn, Function().Role);
    }

    [Fact]
    public void Unseen_is_dropped_only_with_last_accessed_information()
    {
        Assert.DoesNotContain("LastAccessedRequired", Plan("-DropUnseen").Blockers.Select(issue => issue.Id));
        _session.Run("$usage = $usage | ForEach-Object { $_ | ConvertTo-Json -Depth 6 | ConvertFrom-Json } | "
            + "ForEach-Object { $_.IsLastAccessedRead = $false; $_ }").AssertClean();
        Assert.Contains("LastAccessedRequired", Plan("-DropUnseen").Blockers.Select(issue => issue.Id));
    }

    [Fact]
    public void A_role_is_made_from_usage()
    {
        var made = _session.Run($"New-LambdaExecutionRole -FunctionName {Intake} -Region us-east-1 -Usage $usage {At}").AssertClean();
        var role = Assert.IsType<ExecutionRole>(Assert.Single(made.Output).BaseObject);
        Assert.Equal(
            Plan().InlinePolicies.Select(policy => policy.Document).Order(),
            role.InlinePolicies.Select(policy => policy.Document!).Order());
        Assert.Equal(["ParametersDoNotGoTogether"], _session.Run($"New-LambdaExecutionRole new -Usage $usage {At}").ErrorIds);
        Assert.Equal(
            ["ParametersDoNotGoTogether"],
            _session.Run($"New-LambdaExecutionRole -FunctionName {Intake} -Region us-east-1 -MinimumDays 3 {At}").ErrorIds);
        Assert.Equal(
            ["UsageNotEnough"],
            _session.Run(
                $"New-LambdaExecutionRole -FunctionName {Intake} -Region us-east-1 -Usage $usage -MinimumDays 200 {At}").ErrorIds);
    }

    /// <summary>The new role is another caller: with the same policies, it gains what the condition denies to the current role.</summary>
    [Fact]
    public void A_role_whose_policies_depend_on_the_caller_is_not_made_from_usage()
    {
        var role = Account.Roles["order-events-role"];
        role.InlinePolicies["caller"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"ROLE"}}}]}"""
                .Replace("ROLE", role.Arn, StringComparison.Ordinal);
        _session.Run($"$usage = Get-LambdaRoleUsage -RoleName order-* -Trail {RuleActivity.TrailName} {At}").AssertClean();
        var made = _session.Run($"New-LambdaExecutionRole -FunctionName {Intake} -Region us-east-1 -Usage $usage {At}");
        Assert.Equal(["UsageNotEnough"], made.ErrorIds);
        Assert.Contains("depends on the caller", made.AllErrors.Single().ToString(), StringComparison.Ordinal);
        Assert.False(Plan().CanApply);
    }

    /// <summary>The boundary limits what the policies grant, so a role with another one could grant more.</summary>
    [Fact]
    public void A_role_from_usage_keeps_the_boundary_of_the_current_role()
    {
        const string boundary = "arn:aws:iam::aws:policy/AWSLambda_FullAccess";
        const string other = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        Account.Roles["order-events-role"].PermissionsBoundary = boundary;
        var made = $"New-LambdaExecutionRole -FunctionName {Intake} -Region us-east-1 -Usage $usage {At}";
        var refused = _session.Run($"{made} -PermissionsBoundary {other}");
        Assert.Equal(["UsageNotEnough"], refused.ErrorIds);
        Assert.Contains(boundary, refused.AllErrors.Single().ToString(), StringComparison.Ordinal);
        var role = (ExecutionRole)Assert.Single(_session.Run(made).AssertClean().Output).BaseObject;
        Assert.Equal(boundary, role.PermissionsBoundary!.PolicyArn);
    }

    /// <summary>Who else uses the role is read, so a part of its usage is noticed here too.</summary>
    [Fact]
    public void A_role_from_a_part_of_the_usage_of_its_role_is_a_warning()
    {
        var made = _session.Run(
            $"New-LambdaExecutionRole -FunctionName {Intake} -Usage @($usage | Where-Object FunctionName -eq {Intake}) {At}");
        Assert.Contains(made.Warnings, warning => warning.Contains("does not contain order-archive", StringComparison.Ordinal));
    }

    /// <summary>A role that was created a moment ago had no time to use what it needs.</summary>
    [Fact]
    public void Last_accessed_information_of_a_young_role_drops_nothing()
    {
        _session.Run($"Repair-LambdaExecutionRole {Intake} {At} -Confirm:$false").AssertClean();
        _session.Run($"$usage = Get-LambdaRoleUsage {Intake} -Trail {RuleActivity.TrailName} -LastAccessed {At}").AssertClean();
        Assert.Contains("LastAccessedRequired", Plan("-DropUnseen").Blockers.Select(issue => issue.Id));
    }

    /// <summary>What sessions that no function can be named for used stays, also after the function got a role of its own.</summary>
    [Fact]
    public void Other_sessions_of_an_earlier_role_are_kept()
    {
        _session.Run($"$usage = Get-LambdaRoleUsage -RoleName aws-* -Trail {RuleActivity.TrailName} {At}").AssertClean();
        const string poller = "cc-sqs-poller";
        bool Keeps() => Steps(_session.Run($"Get-LambdaRoleRepairPlan {poller} -Strategy Used -Usage $usage {At}")).Single()
            .Narrowing!.Statements.SelectMany(statement => statement.Reasons)
            .Any(reason => reason.Kind == ReasonKind.UsedUnattributed && reason.Actions.Contains("iam:ListRoles"));
        Assert.True(Keeps());
        _session.Run($"Repair-LambdaExecutionRole {poller} {At} -Confirm:$false").AssertClean();
        Assert.True(Keeps());
    }

    [Fact]
    public void Usage_of_a_part_of_a_role_is_a_warning() => Assert.Contains(
        "UsageOfRoleIncomplete",
        Plan("-Usage @($usage | Where-Object FunctionName -eq order-intake)", usage: "").Warnings.Select(issue => issue.Id));

    [Theory]
    [InlineData("$o.InlinePolicies[0].Document = $o.InlinePolicies[0].Document.Replace('logs:CreateLogGroup', 'iam:*')", "PlanModified")]
    [InlineData("$o.TargetRoleName = 'other'", "PlanModified")]
    [InlineData("$o.Narrowing.EvidenceProof = 'Refuted'", "InvalidStep")]
    [InlineData("$o.Narrowing.MinimumDays = 200", "InvalidStep")]
    [InlineData("$o.Narrowing = $null", "InvalidStep")]
    public void A_preview_does_not_show_a_modified_plan_as_proven(string edit, string why)
    {
        _session.SetVariable("step", Plan());
        var result = _session.Run(
            $"$o = $step | ConvertTo-Json -Depth 20 | ConvertFrom-Json; {edit}; $o | Repair-LambdaExecutionRole {At} -WhatIf");
        Assert.Equal([why == "PlanModified" ? "RepairBlocked" : "InvalidPlan"], result.ErrorIds);
        Assert.DoesNotContain("What if", _session.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$u[0].Permissions = $null", "Permissions is null.")]
    [InlineData("$u[0].Unmapped = $null", "Unmapped is null.")]
    [InlineData("$u[0].LogRegions = $null", "LogRegions is null.")]
    [InlineData("$u[0].Permissions[0].Count = -1", "Permissions[0].Count is negative.")]
    [InlineData("$u[0].Coverage[0].Status = 17", "Coverage[0].Status is not a known status.")]
    [InlineData("$u[0].FunctionName = 'other'", "FunctionName is not the name in FunctionArn.")]
    [InlineData("$u[0].AccountId = '999999999999'", "AccountId is not the account in FunctionArn.")]
    public void Usage_with_an_impossible_value_is_refused_by_the_name_of_the_property(string edit, string reason)
    {
        _session.Run($"$u = @($usage | ConvertTo-Json -Depth 6 | ConvertFrom-Json); {edit}").AssertClean();
        var live = _session.Run($"Get-LambdaRoleRepairPlan {Intake} -Strategy Used -Usage $u {At}");
        Assert.Equal(["InvalidUsage"], live.ErrorIds);
        Assert.Contains(reason, live.AllErrors.Single().ToString(), StringComparison.Ordinal);
        _session.Run($"$u | ConvertTo-Json -Depth 6 | Set-Content '{In("edited.json")}'").AssertClean();
        var saved = _session.Run($"Get-LambdaRoleRepairPlan {Intake} -Strategy Used -UsagePath '{In("edited.json")}' {At}");
        Assert.Equal(["InvalidUsageFile"], saved.ErrorIds);
        Assert.Contains($"object 1: {reason}", saved.AllErrors.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_ended_long_ago_are_a_warning_and_future_ones_block()
    {
        _session.Run("$u = $usage | ConvertTo-Json -Depth 6 | ConvertFrom-Json; foreach ($one in $u) { $one.From = '2025-01-01T00:00:00Z'; "
            + "$one.To = '2025-04-01T00:00:00Z' }").AssertClean();
        Assert.Contains("EvidenceOld", Plan("-Usage $u", usage: "").Warnings.Select(issue => issue.Id));
        _session.Run("foreach ($one in $u) { $one.To = '2099-04-01T00:00:00Z' }").AssertClean();
        Assert.Contains("EvidenceNotValid", Plan("-Usage $u", usage: "").Blockers.Select(issue => issue.Id));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private FunctionState Function() => Account.Region("us-east-1").Find(Intake)!;

    private LambdaRoleRepairStep Plan(string parameters = "", string usage = "-Usage $usage") =>
        Steps(_session.Run($"Get-LambdaRoleRepairPlan {Intake} -Strategy Used {usage} {parameters} {At}")).Single();

    private RoleRepairResult Repair(LambdaRoleRepairStep step, bool withErrors = false)
    {
        _session.SetVariable("step", step);
        var result = _session.Run($"$step | Repair-LambdaExecutionRole {At} -Confirm:$false");
        if (!withErrors) result.AssertClean();
        return Results(result).Single();
    }

    private static async Task<string> SchemaAsync(string schema, string file) => (await Python.ReadAsync(
        "schema_check.py", Path.Combine(TestEnvironment.RepositoryRoot, "docs", "schemas", $"{schema}.schema.json"), file)).Trim();

    private static IReadOnlyList<LambdaRoleRepairStep> Steps(RunResult result) =>
        [.. result.Output.Select(item => (LambdaRoleRepairStep)item.BaseObject)];

    private static IReadOnlyList<RoleRepairResult> Results(RunResult result) =>
        [.. result.Output.Select(item => (RoleRepairResult)item.BaseObject)];
}
