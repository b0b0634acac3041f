using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
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
