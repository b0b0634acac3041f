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
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Assert.Equal("1", Run(server, "nightly-audit.ps1", "-ReportFolder reports -FailOn High", "TestParameter"));
        var written = _folder.GetDirectories("reports").Single().GetFiles().Select(file => file.Extension).Order();
        Assert.Equal([".html", ".json", ".sarif"], written);
        var json = _folder.GetDirectories("reports").Single().GetFiles("*.json").Single().FullName;
        File.Copy(json, Path.Combine(_folder.FullName, "baseline.json"));
        Assert.Equal("0", Run(server, "nightly-audit.ps1", "-ReportFolder reports -FailOn Low -BaselinePath baseline.json", "TestParameter"));

        state.Accounts.Values.Single().Roles["good-role"].AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        Assert.Equal("1", Run(server, "nightly-audit.ps1", "-ReportFolder reports -FailOn Critical -BaselinePath baseline.json", "TestParameter"));
        Assert.Contains("1 findings, 1 of them Critical or worse", _session.Screen, StringComparison.Ordinal);

        await using var denied = await Sandboxes.StartAsync(state, "deny:ListFunctions@us-east-1", quotas: false);
        Assert.Equal("2", Run(denied, "nightly-audit.ps1", "-ReportFolder reports -FailOn Critical", "TestParameter"));
        await using var down = await Sandboxes.StartAsync(state, "expired", quotas: false);
        Assert.Equal("2", Run(down, "nightly-audit.ps1", "-ReportFolder reports", "TestParameter"));
        Assert.Contains("The audit failed: ", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guarded_repair_carries_out_what_was_approved_and_nothing_else()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Assert.Equal("0", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json", "PlanParameter"));
        Assert.DoesNotContain(server.Calls.Keys, call => NewLambdaExecutionRoleTests.IsWrite(call.Operation));
        Assert.Contains("order-intake", File.ReadAllText(Path.Combine(_folder.FullName, "plan.md")), StringComparison.Ordinal);

        // Between the approval and the second job somebody changes a function.
        account.Region("us-east-1").Find("order-intake")!.Set("RevisionId", Guid.NewGuid().ToString());
        Assert.Equal("1", Run(server, "guarded-repair/apply.ps1", "-PlanPath plan.json -ReportPath repair.html", "RepairParameter"));
        Assert.Contains("4 of 5 functions have roles of their own", _session.Screen, StringComparison.Ordinal);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region("us-east-1").Find("order-intake")!.Role);
        Assert.Contains("changed since the plan", File.ReadAllText(Path.Combine(_folder.FullName, "repair.html")), StringComparison.Ordinal);

        // What is left shares with nobody any more.
        Assert.Equal("3", Run(server, "guarded-repair/plan.ps1", "-PlanPath again.json", "PlanParameter"));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "again.json")));
        Assert.Equal("2", Run(server, "guarded-repair/apply.ps1", "-PlanPath nowhere.json -ReportPath x.html", "RepairParameter"));
    }

    [Fact]
    public async Task A_plan_that_is_not_whole_is_not_left_for_approval()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:ListFunctions@us-east-1", quotas: false);
        Assert.Equal("2", Run(server, "guarded-repair/plan.ps1", "-PlanPath plan.json", "PlanParameter"));
        Assert.Empty(_folder.GetFiles());
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Run(SandboxServer server, string runbook, string arguments, string more)
    {
        var credential = SandboxCredential.Default;
        var result = _session.Run($"& '{Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", runbook)}' {arguments} -{more} @{{ EndpointUrl = '{server.Url}'; AccessKey = '{credential.AccessKey}'; SecretKey = '{credential.SecretKey}' }}; $LASTEXITCODE");
        return result.Output[^1].ToString();
    }
}
