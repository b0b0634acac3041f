using System.Text.Json;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>The runbooks, as a scheduler runs them: exit codes and what they leave.</summary>
public sealed class RunbookTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public RunbookTests() => _session.SetLocation(_folder.FullName);

    [Fact]
    public async Task The_nightly_audit_says_by_its_exit_code_how_it_went()
    {
        var state = DefectiveEstate.Make();
        state.AllowedActions = RunbookPolicy.ActionsOf("nightly-audit/policy.json");
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Assert.Equal("1", Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports -FailOn High", "TestParameter"));
        var written = _folder.GetDirectories("reports").Single().GetFiles().Select(file => file.Extension).Order();
        Assert.Equal([".html", ".json", ".sarif"], written);
        var json = _folder.GetDirectories("reports").Single().GetFiles("*.json").Single().FullName;
        File.Copy(json, Path.Combine(_folder.FullName, "baseline.json"));
        Assert.Equal(
            "0", Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports -FailOn Low -BaselinePath baseline.json", "TestParameter"));

        state.Accounts.Values.Single().Roles["good-role"].AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        Assert.Equal(
            "1",
            Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports -FailOn Critical -BaselinePath baseline.json", "TestParameter"));
        Assert.Contains("Findings: 1. Critical or worse: 1.", _session.Screen, StringComparison.Ordinal);

        await using var denied = await Sandboxes.StartAsync(state, "deny:ListFunctions@us-east-1", quotas: false);
        Assert.Equal("2", Run(denied, "nightly-audit/audit.ps1", "-ReportFolder reports -FailOn Critical", "TestParameter"));
        await using var down = await Sandboxes.StartAsync(state, "expired", quotas: false);
        Assert.Equal("2", Run(down, "nightly-audit/audit.ps1", "-ReportFolder reports", "TestParameter"));
        Assert.Contains("The audit failed: ", _session.Screen, StringComparison.Ordinal);

        // Several audits are one report: one that fails is told by its profile, and the other's findings are there.
        var credential = SandboxCredential.Default;
        Assert.Equal(
            "2",
            _session.Run(
                $"& '{Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", "nightly-audit", "audit.ps1")}' -ReportFolder two "
                + $"-TestParameter @{{ ProfileName = 'nobody' }}, @{{ EndpointUrl = '{server.Url}'; AccessKey = '{credential.AccessKey}'; "
                + $"SecretKey = '{credential.SecretKey}' }}; $LASTEXITCODE").Output[^1].ToString());
        Assert.Contains("The audit with nobody failed: ", _session.Screen, StringComparison.Ordinal);
        Assert.Equal(3, _folder.GetDirectories("two").Single().GetFiles().Length);
    }

    /// <summary>An organization that denies regions names those that it uses: all in scope was read, so each runbook ends well.</summary>
    [Fact]
    public async Task Within_a_scope_denied_regions_do_not_matter_to_a_runbook()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny@eu-*,deny@ap-*,deny@ca-*,deny@sa-*", quotas: false);
        Assert.Equal("0", Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports -FailOn Critical -Region us-*", "TestParameter"));
        Assert.Equal("0", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json -Region us-*", "PlanParameter"));
        Assert.Equal(
            "0", Run(server, "guarded-repair/apply.ps1", "-PlanPath plan.json -ReportPath repair.html -Region us-*", "RepairParameter"));
        Assert.Equal("2", Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports", "TestParameter"));
    }

    [Fact]
    public async Task What_is_gone_since_a_baseline_was_looked_at()
    {
        var state = DefectiveEstate.Make();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Run(server, "nightly-audit/audit.ps1", "-ReportFolder reports", "TestParameter");
        var baseline = File.ReadAllText(_folder.GetDirectories("reports").Single().GetFiles("*.json").Single().FullName);
        // Findings of another account, as of an organization's audit: they were not looked at, so they are not gone.
        File.WriteAllText(
            Path.Combine(_folder.FullName, "baseline.json"),
            $"{baseline.TrimEnd()[..^1]},{baseline.Replace(Plant.Account, "999999999999", StringComparison.Ordinal).TrimStart()[1..]}");
        const string again = "-ReportFolder reports -BaselinePath baseline.json";
        Run(server, "nightly-audit/audit.ps1", again, "TestParameter");
        Assert.DoesNotContain("No longer found since", _session.Screen, StringComparison.Ordinal);

        state.Accounts.Values.Single().Roles["admin-role"].AttachedPolicyArns.Clear();
        // In a region that is not read nothing can be said to be gone.
        await using var denied = await Sandboxes.StartAsync(state, "deny:ListFunctions@us-east-1", quotas: false);
        Run(denied, "nightly-audit/audit.ps1", again, "TestParameter");
        Assert.DoesNotContain("No longer found since", _session.Screen, StringComparison.Ordinal);
        Run(server, "nightly-audit/audit.ps1", again, "TestParameter");
        Assert.Contains("No longer found since the baseline (1): LRA-201: admin", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guarded_repair_carries_out_what_was_approved_and_nothing_else()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/plan.policy.json");
        Assert.Equal("0", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json", "PlanParameter"));
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
        var page = File.ReadAllText(Path.Combine(_folder.FullName, "plan.md"));
        Assert.Contains("order-intake", page, StringComparison.Ordinal);
        // What a step has like the one before is not said again: the two roles allow other resources by patterns.
        Assert.Equal(5, page.Split("Resource policies were checked only").Length);
        Assert.Equal(2, page.Split("as above").Length);

        // Between the approval and the second job somebody changes a function.
        account.Region("us-east-1").Find("order-intake")!.Set("RevisionId", Guid.NewGuid().ToString());
        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/apply.policy.json");
        Assert.Equal("1", Run(server, "guarded-repair/apply.ps1", "-PlanPath plan.json -ReportPath repair.html", "RepairParameter"));
        Assert.Contains("4 of 5 functions have their own role", _session.Screen, StringComparison.Ordinal);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region("us-east-1").Find("order-intake")!.Role);
        Assert.Contains(
            "modified after the plan was created", File.ReadAllText(Path.Combine(_folder.FullName, "repair.html")),
            StringComparison.Ordinal);

        // What is left shares with nobody any more.
        Assert.Equal("3", Run(server, "guarded-repair/plan.ps1", "-PlanPath again.json", "PlanParameter"));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "again.json")));
        Assert.Equal("2", Run(server, "guarded-repair/apply.ps1", "-PlanPath nowhere.json -ReportPath x.html", "RepairParameter"));
    }

    /// <summary>
    /// A step that cannot be read has no result: the run has not ended well all the same, and the other steps are carried out.
    /// </summary>
    [Fact]
    public async Task A_guarded_repair_of_a_plan_with_a_broken_step_carries_out_the_others_and_fails()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        Assert.Equal("0", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json", "PlanParameter"));
        var file = Path.Combine(_folder.FullName, "plan.json");
        var plan =
            System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!.AsArray();
        plan[0]!["Strategy"] = "Guess";
        await File.WriteAllTextAsync(file, plan.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Equal("1", Run(server, "guarded-repair/apply.ps1", "-PlanPath plan.json -ReportPath repair.html", "RepairParameter"));
        Assert.Contains("4 of 4 functions have their own role", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_not_whole_is_not_left_for_approval()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:ListFunctions@us-east-1", quotas: false);
        Assert.Equal("2", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json", "PlanParameter"));
        Assert.Empty(_folder.GetFiles());
    }

    /// <summary>Nothing is kept between runs: the second finds from the tags that there is nothing to do.</summary>
    [Fact]
    public async Task A_watched_repair_rolls_back_what_is_denied_and_was_allowed()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        state.AllowedActions = RunbookPolicy.ActionsOf("watched-repair/repair.policy.json");
        const string functions = "FunctionName = 'cc-*'; EventSourceWatchSec = 0; ";
        Assert.Equal("0", Run(server, "watched-repair/repair.ps1", "", "RepairParameter", functions));
        var kept = RepairRuns.Made(account, "cc-sqs-poller").RoleName;

        state.AllowedActions = RunbookPolicy.ActionsOf("watched-repair/watch.policy.json");
        const string region = "Region = 'us-*'; ";
        Assert.Equal("0", Run(server, "watched-repair/watch.ps1", "", "AwsParameter", region));
        Assert.Contains("Watched 2 functions since ", _session.Screen, StringComparison.Ordinal);

        Deny("cc-sqs-poller", FunctionCall.Parse("lambda:ListFunctions20150331"));
        Deny("cc-s3-logging", FunctionCall.Parse("ec2:TerminateInstances"));
        // From before the repair: it says nothing about the new role.
        CallRecorder.Record(
            state, account, "us-east-1", "cc-s3-logging", FunctionCall.Parse("lambda:ListLayers20181031"),
            DateTimeOffset.UtcNow.AddMinutes(-10));
        Assert.Equal("0", Run(server, "watched-repair/watch.ps1", "-WhatIf", "AwsParameter", region));
        Assert.Equal("1", Run(server, "watched-repair/watch.ps1", "", "AwsParameter", region));
        Assert.Contains(
            "cc-sqs-poller is back on arn:aws:iam::123456789012:role/aws-lambda-full-access: lambda:ListFunctions on * ", _session.Screen,
            StringComparison.Ordinal);
        Assert.Contains("cc-s3-logging: ec2:TerminateInstances on an unknown resource ", _session.Screen, StringComparison.Ordinal);
        Assert.Contains("Its source role does not allow the call either.", _session.Screen, StringComparison.Ordinal);
        Assert.Equal(account.Roles["aws-lambda-full-access"].Arn, account.Region("us-east-1").Find("cc-sqs-poller")!.Role);
        Assert.Equal(RepairRuns.Made(account, "cc-s3-logging").Arn, account.Region("us-east-1").Find("cc-s3-logging")!.Role);
        Assert.True(account.Roles.ContainsKey(kept));
        Assert.Equal("0", Run(server, "watched-repair/watch.ps1", "", "AwsParameter", region));

        await using var denied = await Sandboxes.StartAsync(state, "deny:LookupEvents", quotas: false);
        Assert.Equal("2", Run(denied, "watched-repair/watch.ps1", "", "AwsParameter", region));

        void Deny(string function, FunctionCall call) =>
            CallRecorder.Record(state, account, "us-east-1", function, call, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task The_scheduled_function_keeps_the_reports_and_fails_where_the_audit_was_not_whole()
    {
        var state = DefectiveEstate.Make();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = Invoke(server).AssertClean();
        var answer = (System.Collections.Hashtable)result.Output.Single().BaseObject;
        Assert.Equal(1, answer["ExitCode"]);
        var kept = Directory.GetFiles(_folder.FullName, "lambda-roles-*", SearchOption.AllDirectories);
        Assert.Equal(3, kept.Length);
        Assert.Equal(
            kept.Select(file => Path.GetRelativePath(Path.Combine(_folder.FullName, "bucket"), file)).Order(),
            ((object[])answer["Reports"]!).Select(key => key.ToString()).Order());
        Assert.Equal(1, Metric());

        await using var denied = await Sandboxes.StartAsync(state, "deny:ListFunctions@us-east-1", quotas: false);
        Assert.Contains("incomplete", Invoke(denied).AllErrors.Last().ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Metric());

        int Metric()
        {
            using var json =
                JsonDocument.Parse(_session.Screen.Split('\n').Last(line => line.StartsWith("{\"_aws\"", StringComparison.Ordinal)));
            var metric = json.RootElement.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics")[0]
                .GetProperty("Name").GetString();
            return json.RootElement.GetProperty(metric!).GetInt32();
        }

        // The cmdlet of AWS.Tools.S3, as far as the handler uses it.
        RunResult Invoke(SandboxServer server) => _session.Run($$"""
            function Write-S3Object([string] $BucketName, [string] $Key, [string] $File) {
                $target = [IO.Path]::Combine('{{_folder.FullName}}', $BucketName, $Key)
                $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
                [IO.File]::Copy($File, $target, $true)
            }
            $env:REPORT_BUCKET = 'bucket'; $env:FAIL_ON = 'High'
            $PSDefaultParameterValues = @{ 'Test-LambdaExecutionRole:EndpointUrl' = '{{server.Url}}'; 'Test-LambdaExecutionRole:AccessKey' = '{{SandboxCredential.Default.AccessKey}}'; 'Test-LambdaExecutionRole:SecretKey' = '{{SandboxCredential.Default.SecretKey}}' }
            . '{{Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", "lambda-schedule", "handler.ps1")}}'
            Invoke-NightlyAudit $null $null
            """);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Run(SandboxServer server, string runbook, string arguments, string more, string also = "")
    {
        var credential = SandboxCredential.Default;
        var result = _session.Run(
            $"& '{Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", runbook)}' {arguments} -{more} @{{ {also}EndpointUrl = "
            + $"'{server.Url}'; AccessKey = '{credential.AccessKey}'; SecretKey = '{credential.SecretKey}' }}; $LASTEXITCODE");
        return result.Output[^1].ToString();
    }
}
