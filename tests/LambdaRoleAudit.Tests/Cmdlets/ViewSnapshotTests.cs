using System.Text;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// Every type that a cmdlet gives, as a person sees it at 80, 120 and 200 columns and as a list, held to what a person has
/// looked at: Snapshots/. After a change: UPDATE_DOCS=1 dotnet test --filter "FullyQualifiedName~ViewSnapshot", and look.
/// </summary>
public sealed class ViewSnapshotTests
{
    public static TheoryData<string, string, bool> Views => new()
    {
        { "SharedLambdaRole", "Get-SharedLambdaRole AT", false },
        { "LambdaFunction", "(Get-SharedLambdaRole AT).Functions", false },
        { "ExecutionRole", "Get-LambdaExecutionRole AT", true },
        { "RoleComparison",
            "Compare-LambdaExecutionRole aws-lambda-full-access order-events-role AT; Compare-LambdaExecutionRole "
            + "image-resize-eu-west-1-role order-events-role AT", false },
        { "PermissionWitness", "(Compare-LambdaExecutionRole aws-lambda-full-access order-events-role AT).Added", false },
        { "RoleAssignment",
            "$null = New-LambdaExecutionRole -FunctionName cc-s3-logging -Region us-east-1 AT; Set-LambdaExecutionRole cc-s3-logging "
            + "cc-s3-logging-us-east-1-role -Region us-east-1 AT", false },
        { "LambdaRoleRepairStep", "Get-LambdaRoleRepairPlan AT", false },
        { "LambdaTemplateRepairStep", "Get-LambdaRoleRepairPlan -Path template.yaml", false },
        { "LambdaRoleRepair", "$null = Repair-LambdaExecutionRole -All AT -Confirm:$false; Get-LambdaRoleRepair AT", false },
        { "RoleRepairResult", "Repair-LambdaExecutionRole -All AT -ThrottleLimit 1 -Confirm:$false", false },
        { "LambdaRoleFinding", "Test-LambdaExecutionRole AT", true },
        { "LambdaRoleUsage", "Get-LambdaRoleUsage -Trail management-events -LastAccessed AT", false },
        { "UsedPermission", "(Get-LambdaRoleUsage -RoleName order-*, aws-* -Trail management-events AT).Permissions", false },
        { "ServiceCoverage", "(Get-LambdaRoleUsage cc-sqs-poller -Trail management-events AT)[0].Coverage", false },
        { "UnmappedCall", "(Get-LambdaRoleUsage order-archive -Trail management-events AT).Unmapped", false },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_is_what_a_person_has_looked_at(string type, string command, bool isDefective)
    {
        await using var server = await Sandboxes.StartAsync(isDefective ? DefectiveEstate.Make() : RuleActivity.NewState(), quotas: false);
        using var session = new ModuleSession();
        using var folder = new SampleTemplate();
        session.Run($"Set-Location '{folder.Path}'");
        var sample = session.Run(ModuleSession.Fill(command, server)).Output;
        Assert.NotEmpty(sample);
        Assert.All(sample, item => Assert.Equal(type, item.BaseObject.GetType().Name));
        session.SetVariable("sample", sample.ToArray<object>());

        var snapshot = new StringBuilder();
        foreach (var width in new[] { 80, 120, 200 })
        {
            var screen = ScreenText.Lasting(session.Render("$sample", width));
            Assert.All(screen.Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
            snapshot.Append(System.Globalization.CultureInfo.InvariantCulture, $"=== {width} columns\n{screen}\n");
        }

        var list = ScreenText.Lasting(session.Render("$sample | Select-Object -First 2 | Format-List", 160));
        snapshot.Append("=== list\n").Append(list).Append('\n');
        var file = Path.Combine(TestEnvironment.RepositoryRoot, "tests", "LambdaRoleAudit.Tests", "Snapshots", $"{type}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, snapshot.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"), snapshot.ToString());
    }

    [Fact]
    public void No_type_that_a_cmdlet_gives_is_left_out()
    {
        using var session = new ModuleSession();
        var given =
            session.Run("(Get-Command -Module LambdaRoleAudit).OutputType.Name").Output.Select(name => name.ToString().Split('.')[^1])
                .Where(name => name is not ("FileInfo" or "String")).Distinct();
        Assert.Empty(given.Except(Views.Select(view => view.Data.Item1)));
    }
}
