using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A plan from what the AWS CLI wrote: no call, and what only the account can answer is said.</summary>
public sealed class OfflinePlanTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task A_plan_from_files_is_that_of_the_account_and_can_be_carried_out()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync();
        var account = server.State.Accounts.Values.Single();
        account.Roles["order-events-role"].MaxSessionDuration = 7200;
        await ExportAsync(server.Url, "roles.json", "iam", "get-account-authorization-details");
        foreach (var region in new[] { "us-east-1", "eu-west-1" })
            await ExportAsync(server.Url, $"{region}.json", "lambda", "list-functions", "--region", region);
        var live = Steps($"Get-LambdaRoleRepairPlan {ModuleSession.At(server)}");
        server.Calls.Clear();

        _session.SetLocation(_folder.FullName);
        var blocked = Steps("Get-LambdaRoleRepairPlan -Path *.json");
        Assert.Equal(
            live.Select(step => (step.FunctionArn, step.TargetRoleName, step.RevisionId, step.Proof)),
            blocked.Select(step => (step.FunctionArn, step.TargetRoleName, step.RevisionId, step.Proof)));
        Assert.All(blocked, step => Assert.Equal(["OnlyInAccount"], step.Blockers.Select(blocker => blocker.Id)));
        Assert.Equal(
            ["order-archive"],
            Steps("Get-LambdaRoleRepairPlan -Path *.json -FunctionName order-* -Region eu-*").Select(step => step.FunctionName));
        Assert.Empty(server.Calls);

        var results = _session.Run(
            "Get-LambdaRoleRepairPlan -Path *.json -RoleName order-events-role -AllowUnknown | Repair-LambdaExecutionRole "
            + $"{ModuleSession.At(server)} -Confirm:$false").AssertClean();
        Assert.Equal(2, results.Output.Count);
        Assert.All(results.Output, result => Assert.Equal(RoleRepairStatus.Repaired, ((RoleRepairResult)result.BaseObject).Status));
    }

    [Fact]
    public async Task A_plan_with_usage_from_files_is_that_of_the_account()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(RuleActivity.NewState(), quotas: false);
        await ExportAsync(server.Url, "roles.json", "iam", "get-account-authorization-details");
        await ExportAsync(server.Url, "mappings.json", "lambda", "list-event-source-mappings", "--region", "us-east-1");
        foreach (var region in new[] { "us-east-1", "eu-west-1" })
            await ExportAsync(server.Url, $"{region}.json", "lambda", "list-functions", "--region", region);
        _session.SetLocation(_folder.FullName);
        _session.Run(
            $"Get-LambdaRoleUsage -RoleName order-* -Trail {RuleActivity.TrailName} {ModuleSession.At(server)} | "
            + "ConvertTo-Json -Depth 6 | Set-Content usage.txt").AssertClean();
        const string plan = "Get-LambdaRoleRepairPlan order-intake -Strategy Used -UsagePath usage.txt";
        var live = Steps($"{plan} {ModuleSession.At(server)}").Single();
        server.Calls.Clear();
        var offline = Steps($"{plan} -Path *.json -AllowUnknown").Single();
        Assert.Empty(server.Calls);
        Assert.True(offline.CanApply, string.Join(' ', offline.Blockers));
        Assert.Equal(
            (live.TargetRoleName, live.Narrowing!.SourceHash, live.Narrowing.After!.Actions),
            (offline.TargetRoleName, offline.Narrowing!.SourceHash, offline.Narrowing.After!.Actions));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private List<LambdaRoleRepairStep> Steps(string command) =>
        [.. _session.Run(command).AssertClean().Output.Select(item => (LambdaRoleRepairStep)item.BaseObject)];

    private async Task ExportAsync(Uri endpoint, string file, params string[] command)
    {
        var (code, output, errors) = await Python.CliAsync(endpoint, command);
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), output, TestContext.Current.CancellationToken);
    }
}
