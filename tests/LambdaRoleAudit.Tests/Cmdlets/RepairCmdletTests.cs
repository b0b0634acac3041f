using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Plan, repair and undo as a user has them.</summary>
public sealed partial class RepairCmdletTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task What_is_true_of_many_functions_is_said_once()
    {
        var account = Estate.NewAccount();
        var role = Estate.AddRole(account, "/", "shared");
        role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole");
        foreach (var name in Enumerable.Range(1, 7).Select(number => $"f{number}"))
            Estate.AddFunction(account, "us-east-1", name, role, inVpc: true);
        await using var server = await Sandboxes.StartAsync(Estate.StateOf(account), quotas: false);

        var ready = _session.Run($"Repair-LambdaExecutionRole -All {ModuleSession.At(server)} -WhatIf");
        Assert.Empty(ready.AllErrors);
        var warning = Assert.Single(ready.Warnings);
        Assert.StartsWith("f1, f2, f3, f4, f5 and 2 more: The function is in a VPC. ", warning, StringComparison.Ordinal);

        account.RolesQuota = 1;
        var blocked = _session.Run($"Repair-LambdaExecutionRole -All {ModuleSession.At(server)} -Confirm:$false");
        Assert.Equal(["RepairBlocked"], blocked.ErrorIds);
        Assert.StartsWith(
            "7 functions (f1, f2, f3, f4, f5 and 2 more): The plan needs 7 new roles", blocked.AllErrors.Single().ToString(),
            StringComparison.Ordinal);
        Assert.Empty(blocked.Warnings);
        Assert.All(Results(blocked), result => Assert.Equal(RoleRepairStatus.Blocked, result.Status));
        Assert.Equal(7, blocked.Output.Count);
    }

    [Fact]
    public async Task A_repair_and_its_undoing_say_how_far_they_are()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        foreach (var (command, activity) in new[]
        {
            ("Repair-LambdaExecutionRole -All -ThrottleLimit 1", "Repairing"), ("Undo-LambdaRoleRepair -FunctionName *", "Undoing")
        })
        {
            using var shell = _session.Shell($"{command} {ModuleSession.At(server)} -Confirm:$false");
            Assert.Equal(5, shell.Invoke().Count);
            var shown = shell.Streams.Progress.Where(record => record.Activity == activity).ToList();
            Assert.NotEmpty(shown);
            Assert.All(shown[..^1], record => Assert.EndsWith(" of 5 functions", record.StatusDescription, StringComparison.Ordinal));
            Assert.Contains(shown[..^1], record => record.SecondsRemaining >= 0);
            Assert.Equal(ProgressRecordType.Completed, shown[^1].RecordType);
        }
    }

    [Fact]
    public async Task Shared_roles_down_the_pipeline_and_back()
    {
        var state = Estate.Rule();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var repaired = _session.Run($"Get-SharedLambdaRole {at} -RoleName order-* | Repair-LambdaExecutionRole {at} -Confirm:$false")
            .AssertClean();
        Assert.Equal(["order-archive", "order-intake"], Results(repaired).Select(result => result.FunctionName).Order());
        Assert.All(Results(repaired), result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        Assert.Equal("aws-lambda-full-access", Assert.Single(_session.Run($"Get-SharedLambdaRole {at}").Roles).RoleName);
        _session.SetVariable("repaired", repaired.Output.ToArray());
        var undone = _session.Run($"$repaired | Undo-LambdaRoleRepair {at} -Confirm:$false").AssertClean();
        Assert.All(Results(undone), result => Assert.Equal(RoleRepairStatus.Undone, result.Status));
        Assert.Equal(before, RepairObserver.Snapshot(state));
    }

    [Fact]
    public async Task WhatIf_prints_the_plan_and_writes_nothing()
    {
        await using var server = await Sandboxes.StartAsync();
        var text = _session.Render($"Repair-LambdaExecutionRole -FunctionName order-intake {ModuleSession.At(server)} -WhatIf", 2000);
        Assert.Contains("Create role order-intake-us-east-1-", text, StringComparison.Ordinal);
        Assert.Contains("dynamodb:PutItem", text, StringComparison.Ordinal);
        Assert.Contains("grants no more: Proven", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
    }

    [Fact]
    public async Task A_plan_goes_through_a_file_and_through_objects_that_were_JSON()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var steps = _session.Run($"Get-LambdaRoleRepairPlan {at}")
            .AssertClean().Output.Select(item => (LambdaRoleRepairStep)item.BaseObject).ToList();
        var file = Path.Combine(_folder.FullName, "plan.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(steps.Take(3)), TestContext.Current.CancellationToken);
        Assert.All(
            Results(_session.Run($"Repair-LambdaExecutionRole -PlanPath '{file}' {at} -Confirm:$false").AssertClean()),
            result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));

        // As ConvertFrom-Json makes them.
        var custom = steps.Skip(3)
            .Select(step =>
                "[pscustomobject]@{"
                    + string.Join(
                        ';',
                        JsonNode.Parse(JsonSerializer.Serialize(step))!.AsObject()
                            .Select(property => $"{property.Key}={Literal(property.Value)}")) + "}");
        Assert.All(
            Results(_session.Run($"{string.Join(',', custom)} | Repair-LambdaExecutionRole {at} -Confirm:$false").AssertClean()),
            result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        Assert.Empty(_session.Run($"Get-SharedLambdaRole {at}").AssertClean().Output);
    }

    [Fact]
    public async Task A_plan_is_what_the_published_schema_says()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.Accounts.Values.Single().RolesQuota = 1;
        await using var server = await Sandboxes.StartAsync(state);
        var steps = _session.Run($"Get-LambdaRoleRepairPlan {ModuleSession.At(server)}")
            .AssertClean().Output.Select(item => (LambdaRoleRepairStep)item.BaseObject).ToList();
        Assert.Equal("null", await ValidateAsync(JsonSerializer.Serialize(steps)));
        Assert.Equal("null", await ValidateAsync(JsonSerializer.Serialize(steps[0])));
        Assert.NotEqual(
            "null",
            await ValidateAsync(JsonSerializer.Serialize(steps[0])
                .Replace("\"PlanVersion\":2", "\"PlanVersion\":3", StringComparison.Ordinal)));
        Assert.NotEqual("null", await ValidateAsync("[{}]"));
    }

    [Fact]
    public async Task What_is_blocked_is_an_error_and_the_others_go_on()
    {
        var state = Estate.Rule();
        state.Accounts.Values.Single().Region("us-east-1").Find("cc-sqs-poller")!.Tags["aws:cloudformation:stack-name"] = "jobs";
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var result = _session.Run($"Repair-LambdaExecutionRole -All {at} -Confirm:$false -InformationVariable count; $count.MessageData");
        Assert.Equal(["RepairBlocked"], result.ErrorIds);
        Assert.Contains("-AllowManaged", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("4 Repaired, 1 Blocked.", result.Output[^1].ToString());
        Assert.Single(
            Results(
                _session.Run($"Repair-LambdaExecutionRole -FunctionName cc-sqs-poller -AllowManaged {at} -Confirm:$false").AssertClean()));
    }

    /// <summary>"No role is shared" is said only if that is known.</summary>
    [Fact]
    public async Task A_shared_role_that_is_gone_is_an_error_and_not_nothing_to_do()
    {
        var state = Estate.Rule();
        await using var server = await Sandboxes.StartAsync(state);
        var command = $"Repair-LambdaExecutionRole -All {ModuleSession.At(server)} -Confirm:$false -InformationVariable said; "
            + "$said | ForEach-Object MessageData";
        state.Accounts.Values.Single().Roles.Clear();
        var gone = _session.Run(command);
        Assert.All(gone.ErrorIds, id => Assert.Equal("SourceRoleMissing", id));
        Assert.NotEmpty(gone.ErrorIds);
        Assert.Empty(gone.Output);

        foreach (var region in state.Accounts.Values.Single().EnabledRegions)
            foreach (var function in state.Accounts.Values.Single().Region(region).List(allVersions: false))
                state.Accounts.Values.Single().Region(region).Remove(function.FunctionName);
        var none = Assert.Single(_session.Run(command).AssertClean().Output);
        Assert.Equal("No role in scope is shared; there is nothing to do.", none.ToString());
    }

    [Theory]
    [InlineData(0, RoleRepairStatus.Repaired)]
    [InlineData(2, RoleRepairStatus.Skipped)]
    public async Task A_person_is_asked_and_a_no_is_a_result(int answer, RoleRepairStatus expected)
    {
        var state = Estate.Rule();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state);
        _session.Answer(answer);
        var result = Assert.Single(
            Results(_session.Run($"Repair-LambdaExecutionRole -FunctionName order-intake {ModuleSession.At(server)}").AssertClean()));
        Assert.Equal(expected, result.Status);
        Assert.Equal(expected == RoleRepairStatus.Skipped, before == RepairObserver.Snapshot(state));
    }

    [Fact]
    public async Task Scoped_makes_a_role_of_the_settings_and_says_what_is_lost()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var result = _session.Run($"Repair-LambdaExecutionRole -FunctionName cc-sqs-poller -Strategy Scoped {at} -Confirm:$false")
            .AssertClean();
        Assert.Equal(RoleRepairStatus.Repaired, Results(result).Single().Status);
        Assert.Contains(result.Warnings, warning => warning.Contains("What its code calls", StringComparison.Ordinal));
        Assert.Equal(["function-settings"], RepairRuns.Made(server.State.Accounts.Values.Single(), "cc-sqs-poller").InlinePolicies.Keys);
        Assert.Equal(
            RoleRepairStatus.Undone,
            Results(_session.Run($"Undo-LambdaRoleRepair -RoleName cc-* {at} -Confirm:$false").AssertClean()).Single().Status);
    }

    [Theory]
    [InlineData("Repair-LambdaExecutionRole -PlanPath nowhere.json", "FileNotFound")]
    [InlineData("Repair-LambdaExecutionRole -PlanPath broken.json", "InvalidPlan")]
    [InlineData("Repair-LambdaExecutionRole -PlanPath other.json", "InvalidPlan")]
    [InlineData("Repair-LambdaExecutionRole -FunctionName 'a b'", "InvalidFunction")]
    [InlineData("Repair-LambdaExecutionRole -FunctionName nobody", "FunctionNotFound")]
    [InlineData("Repair-LambdaExecutionRole", "NothingNamed")]
    [InlineData("Repair-LambdaExecutionRole -Region us-east-1", "NothingNamed")]
    [InlineData("Repair-LambdaExecutionRole -InputObject $null", "InputNull")]
    [InlineData("@() | Repair-LambdaExecutionRole -All", "PipelineNotAllowed")]
    [InlineData("$null | Repair-LambdaExecutionRole -All", "PipelineNotAllowed")]
    [InlineData("'order-intake' | Repair-LambdaExecutionRole -All", "PipelineNotAllowed")]
    [InlineData("@() | Repair-LambdaExecutionRole -PlanPath broken.json", "PipelineNotAllowed")]
    [InlineData("Repair-LambdaExecutionRole -All -KeepFunction nobody", "FunctionNotFound")]
    [InlineData("@() | Undo-LambdaRoleRepair -All", "PipelineNotAllowed")]
    [InlineData("$null | Repair-LambdaExecutionRole", "InputNull")]
    [InlineData("[pscustomobject]@{ PlanVersion = 1 } | Repair-LambdaExecutionRole", "InvalidPlan")]
    [InlineData("[pscustomobject]@{ a = 1 } | Get-LambdaRoleRepairPlan", "ObjectWithoutRole")]
    public async Task Bad_input_has_an_id_and_an_advice_and_changes_nothing(string command, string errorId)
    {
        _session.SetLocation(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "broken.json"), "[{");
        File.WriteAllText(Path.Combine(_folder.FullName, "other.json"), """{"Functions":[]}""");
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run(
            $"{command} {ModuleSession.At(server)}{(command.Contains("Repair-", StringComparison.Ordinal) ? " -Confirm:$false" : "")}");
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
    }

    [Fact]
    public async Task An_empty_pipeline_means_nothing()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        Assert.Empty(
            _session.Run(
                $"@() | Repair-LambdaExecutionRole {at} -Confirm:$false; @() | Undo-LambdaRoleRepair {at} -Confirm:$false; @() | "
                + $"Get-LambdaRoleRepairPlan {at}").AssertClean().Output);
        Assert.Empty(server.Calls);
    }

    /// <summary>The policy that docs/iam-policy.md gives is enough, and none of its actions is too many.</summary>
    [Fact]
    public async Task The_documented_IAM_policy_is_what_it_takes()
    {
        var actions = DocumentedPolicy.ActionsOf("ReadForRepair");
        // What the roles of the estate name: their policies are read too.
        var named = DocumentedPolicy.ActionsOf("ReadResourcePolicies");
        var state = Estate.Rule();
        state.AllowedActions = [.. actions, .. named];
        var before = RepairObserver.Snapshot(state);
        await using (var server = await Sandboxes.StartAsync(state))
        {
            var at = ModuleSession.At(server);
            _session.Run(
                $"Get-SharedLambdaRole {at} | Repair-LambdaExecutionRole {at} -Confirm:$false; Get-LambdaExecutionRole -FunctionName "
                + $"order-intake {at}; Get-LambdaRoleRepair {at} | Undo-LambdaRoleRepair {at} -Confirm:$false").AssertClean();
            Assert.Equal(before, RepairObserver.Snapshot(state));
        }

        // Each takes seconds, mostly of waiting.
        await Parallel.ForEachAsync(actions, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (action, _) =>
        {
            var without = Estate.Rule();
            var whole = RepairObserver.Snapshot(without);
            // Only then is a role looked at as one that another run began to delete.
            var isOfMarks = action == "iam:UntagRole";
            await using var server = await Sandboxes.StartAsync(without);
            var at = ModuleSession.At(server);
            using var session = new ModuleSession();
            without.AllowedActions = [.. actions.Except([action]), .. named];
            var result = session.Run(
                $"Repair-LambdaExecutionRole -All {at} -Confirm:$false; Get-LambdaExecutionRole aws-lambda-full-access {at}; "
                + $"Get-LambdaRoleRepair {at} | Undo-LambdaRoleRepair {at} -Confirm:$false");
            if (isOfMarks)
            {
                without.AllowedActions = [.. actions.Except([action, "iam:DeleteRole"]), .. named];
                result = session.Run(
                    $"Repair-LambdaExecutionRole -All {at} -Confirm:$false; Get-LambdaRoleRepair {at} | Undo-LambdaRoleRepair {at} "
                    + "-Confirm:$false");
                Assert.Contains("could not be removed", string.Join(' ', result.Warnings), StringComparison.Ordinal);
            }

            Assert.True(result.AllErrors.Any() || result.Warnings.Any(), $"{action} is not needed.");
            without.AllowedActions = null;
            foreach (var role in without.Accounts.Values.Single().Roles.Values) role.Tags.Remove(LambdaRoleAudit.Roles.RoleTags.Removal);
            await RepairRuns.UndoAsync(server);
            Assert.Equal(whole, RepairObserver.Snapshot(without));
        });
    }

    /// <summary>The same with the policy that the page adds for policies that are created for a role.</summary>
    [Fact]
    public async Task The_documented_IAM_policy_for_created_policies_is_what_it_takes()
    {
        var (repair, more) = (DocumentedPolicy.ActionsOf("ReadForRepair"), DocumentedPolicy.ActionsOf("MakePolicies"));
        Assert.Equal(4, more.Count);
        foreach (var missing in (string?[])[null, .. more])
        {
            var state = NarrowedRoles.State();
            var account = state.Accounts.Values.Single();
            var before = RepairObserver.Snapshot(state);
            state.AllowedActions = [.. repair.Concat(more).Where(action => action != missing)];
            await using var server = await Sandboxes.StartAsync(state);
            var isDone = false;
            try
            {
                await NarrowedRoles.MoveAsync(server, "a", account.Roles["shared"]);
                isDone = (await RepairRuns.UndoAsync(server)).All(result => result.Reason is null);
            }
            catch (ProblemException e)
            {
                Assert.Equal("AccessDenied", e.Problem.ErrorId);
            }

            Assert.Equal(missing is null, isDone);
            state.AllowedActions = null;
            await RepairRuns.UndoAsync(server);
            Assert.Equal(before, RepairObserver.Snapshot(state));
        }
    }

    /// <summary>The same with the policy that the page adds for aliases.</summary>
    [Fact]
    public async Task The_documented_IAM_policy_for_aliases_is_what_it_takes()
    {
        var (repair, more) = (DocumentedPolicy.ActionsOf("ReadForRepair"), DocumentedPolicy.ActionsOf("MoveAliases"));
        foreach (var missing in (string?[])[null, .. more])
        {
            var state = AliasEstate.State();
            state.AllowedActions = [.. repair.Concat(more).Where(action => action != missing)];
            await using var server = await Sandboxes.StartAsync(state, quotas: false);
            var moved = (await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options)))
                .SelectMany(result => result.Aliases).Any(alias => alias.Status == AliasStatus.Moved);
            var restored = (await RepairRuns.UndoAsync(server))
                .SelectMany(result => result.Aliases).Any(alias => alias.Status == AliasStatus.Restored);
            Assert.Equal((missing is null or "lambda:ListVersionsByFunction", missing is null), (moved, restored));
        }
    }

    /// <summary>What a person needs to change the policy is in the view and in the report, and a saved plan goes on.</summary>
    [Fact]
    public async Task A_function_that_waits_shows_its_commands()
    {
        var state = Estate.Rule();
        var role = state.Accounts.Values.Single().Roles["order-events-role"];
        role.InlinePolicies["archive"] =
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::archive"} }""";
        state.AddBucket("archive", "us-east-1", "123456789012").Policy =
            $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::archive/*"} }""";
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var folder = Directory.CreateTempSubdirectory("lra-test-");
        try
        {
            var (plan, html) = (Path.Combine(folder.FullName, "plan.json"), Path.Combine(folder.FullName, "report.html"));
            var result = _session.Run(
                $"Get-LambdaRoleRepairPlan order-intake {at} | ConvertTo-Json -Depth 20 > '{plan}'; "
                + $"$results = Repair-LambdaExecutionRole -PlanPath '{plan}' -Confirm:$false {at}; "
                + $"$results | Export-LambdaRoleReport -Path '{html}'; $results | Format-List | Out-String -Width 2000; $results");
            var waiting = Assert.Single(result.Output.Select(output => output.BaseObject).OfType<RoleRepairResult>());
            Assert.Equal(RoleRepairStatus.WaitingForPatch, waiting.Status);
            Assert.Equal("RepairWaitingForPatch", Assert.Single(result.AllErrors).FullyQualifiedErrorId.Split(',')[0]);
            var command = Assert.Single(Assert.Single(waiting.ResourcePolicies).PatchCommands);
            Assert.Contains(command, string.Concat(result.Output.Select(output => $"{output}")), StringComparison.Ordinal);
            var report = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
            Assert.Contains("aws s3api put-bucket-policy", report, StringComparison.Ordinal);

            state.Buckets["archive"].Policy = waiting.ResourcePolicies[0].PatchedPolicy;
            var moved = _session.Run($"Repair-LambdaExecutionRole -PlanPath '{plan}' -Confirm:$false {at}").AssertClean();
            Assert.Equal(RoleRepairStatus.Repaired, Assert.IsType<RoleRepairResult>(Assert.Single(moved.Output).BaseObject).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Files have no resources to list.</summary>
    [Fact]
    public void A_plan_from_files_does_not_take_the_scan() => Assert.Contains(
        "AmbiguousParameterSet",
        Assert.Single(_session.Run("Get-LambdaRoleRepairPlan -Path nowhere.json -ScanResourcePolicy").AllErrors).FullyQualifiedErrorId,
        StringComparison.Ordinal);

    /// <summary>What -WhatIf says, that the plan goes through a file, and that the views and the report show aliases.</summary>
    [Fact]
    public async Task Aliases_in_a_preview_a_saved_plan_and_a_report()
    {
        await using var server = await Sandboxes.StartAsync(Estate.WithAliases());
        var at = ModuleSession.At(server);
        var preview = _session.Run($"Repair-LambdaExecutionRole order-intake -IncludeAlias -WhatIf {at} 6>&1 | Out-String; "
            + $"Get-LambdaRoleRepairPlan order-intake, s3-get-object -IncludeAlias {at} | Format-List | Out-String -Width 200");
        var shown = string.Join('\n', preview.Output.Select(line => $"{line}"));
        Assert.Contains("live: from version 1 to a new version", shown, StringComparison.Ordinal);
        Assert.Contains("$LATEST differs from it in: MemorySize", shown, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("lra-test-");
        try
        {
            var (plan, html) = (Path.Combine(folder.FullName, "plan.json"), Path.Combine(folder.FullName, "report.html"));
            var result = _session.Run(
                $"Get-LambdaRoleRepairPlan order-intake, s3-get-object -IncludeAlias {at} | ConvertTo-Json -Depth 20 > '{plan}'; "
                + $"$results = Repair-LambdaExecutionRole -PlanPath '{plan}' -Confirm:$false -EventSourceWatchSec 0 {at}; "
                + $"$results | Export-LambdaRoleReport -Format Html -Path '{html}'; $results");
            var results = result.Output.Select(output => output.BaseObject).OfType<RoleRepairResult>().ToList();
            Assert.Equal(
                [("order-intake", AliasStatus.Moved), ("s3-get-object", AliasStatus.Blocked)],
                results.Select(one => (one.FunctionName, one.Aliases.Single().Status)).Order());
            Assert.Equal("AliasNotMoved", Assert.Single(result.AllErrors).FullyQualifiedErrorId.Split(',')[0]);
            var report = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
            Assert.Contains("Alias live: Moved from version 1 to 2", report, StringComparison.Ordinal);
            var wrong = _session.Run($"Repair-LambdaExecutionRole order-intake -AllowProvisionedConcurrency -Confirm:$false {at}");
            Assert.Equal("AllowProvisionedConcurrencyAlone", Assert.Single(wrong.AllErrors).FullyQualifiedErrorId.Split(',')[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task On_moto_plan_file_repair_audit_undo()
    {
        await using var moto = await MotoServer.StartAsync();
        await SetLambdaExecutionRoleTests.PopulateMotoAsync(moto.Url);
        var at = $"{ModuleSession.At(moto.Url)} -Region us-east-1";
        var before = (await Python.RunAsync("estate_snapshot.py", moto.Url)).GetRawText();
        Assert.Contains("cc-sqs-poller", before, StringComparison.Ordinal);
        var steps = _session.Run($"Get-LambdaRoleRepairPlan -FunctionName cc-sqs-poller, cc-s3-logging, s3-get-object -AllowUnknown {at}")
            .AssertClean().Output.Select(item => (LambdaRoleRepairStep)item.BaseObject).ToList();
        var file = Path.Combine(_folder.FullName, "plan.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(steps), TestContext.Current.CancellationToken);
        Assert.All(
            Results(_session.Run($"Repair-LambdaExecutionRole -PlanPath '{file}' {at} -Confirm:$false").AssertClean()),
            result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        Assert.Empty(_session.Run($"Get-SharedLambdaRole {at}").AssertClean().Output);
        Assert.NotEqual(before, (await Python.RunAsync("estate_snapshot.py", moto.Url)).GetRawText());
        Assert.All(
            Results(
                _session.Run($"Get-LambdaRoleRepair {ModuleSession.At(moto.Url)} | Undo-LambdaRoleRepair {at} -Confirm:$false")
                    .AssertClean()), result => Assert.Equal(RoleRepairStatus.Undone, result.Status));
        Assert.Equal(before, (await Python.RunAsync("estate_snapshot.py", moto.Url)).GetRawText());
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static IReadOnlyList<RoleRepairResult> Results(RunResult run) =>
        [.. run.Output.Select(item => item.BaseObject).OfType<RoleRepairResult>()];

    private static string Literal(JsonNode? value) => value switch
    {
        null => "$null",
        JsonArray items => $"@({string.Join(',', items.Select(Literal))})",
        JsonObject properties =>
            "[pscustomobject]@{" + string.Join(';', properties.Select(property => $"'{property.Key}'={Literal(property.Value)}")) + "}",
        JsonValue text when text.TryGetValue<string>(out var plain) => $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'",
        JsonValue flag when flag.TryGetValue<bool>(out var truth) => truth ? "$true" : "$false",
        _ => value.ToJsonString(),
    };

    private async Task<string> ValidateAsync(string plan)
    {
        var file = Path.Combine(_folder.FullName, "checked.json");
        await File.WriteAllTextAsync(file, plan);
        return await Python.ReadAsync(
            "schema_check.py", Path.Combine(TestEnvironment.RepositoryRoot, "docs", "schemas", "repair-plan.schema.json"), file);
    }

    /// <summary>A poller that meets what it lacks only at its fourth look.</summary>
    [Theory]
    [InlineData(0, RoleRepairStatus.Repaired)]
    [InlineData(20, RoleRepairStatus.RolledBack)]
    public async Task Event_sources_are_watched_as_long_as_asked(int seconds, RoleRepairStatus status)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var mapping = account.Region("us-east-1")
            .AddEventSourceMapping(account.FunctionArn("us-east-1", "cc-s3-logging"), "arn:aws:sqs:us-east-1:123456789012:jobs");
        await using var server = await Sandboxes.StartAsync(state);
        var before = 0;
        state.Observer = _ =>
        {
            var looks = server.Calls.Where(call => call.Key.Operation == "ListEventSourceMappings").Sum(call => call.Value);
            if (!server.Calls.Keys.Any(call => call.Operation == "UpdateFunctionConfiguration")) before = looks;
            else if (looks == before + 4) mapping["State"] = "Disabled";
        };
        var result = _session.Run(
            $"Repair-LambdaExecutionRole -FunctionName cc-s3-logging -EventSourceWatchSec {seconds} -Confirm:$false "
            + $"{ModuleSession.At(server)}");
        Assert.Equal(status, ((RoleRepairResult)Assert.Single(result.Output).BaseObject).Status);
    }
}
