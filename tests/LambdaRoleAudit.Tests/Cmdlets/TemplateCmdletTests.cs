using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Templates in the cmdlets, beside what tests/Pester has: pipelines, mixed input, and the way from a live function.</summary>
public sealed class TemplateCmdletTests : IDisposable
{
    private const string Functions =
        """{"Functions":[{"FunctionName":"Orders","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:Orders","Role":"arn:aws:iam::123456789012:role/live"},{"FunctionName":"b","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:b","Role":"arn:aws:iam::123456789012:role/live"}]}""";

    private readonly SampleTemplate _folder = new();
    private readonly ModuleSession _session = new();

    public TemplateCmdletTests()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "functions.json"), Functions);
        _session.SetLocation(_folder.Path);
    }

    [Fact]
    public void Exports_and_templates_go_together_and_are_not_compared_with_each_other()
    {
        var roles = _session.Run("Get-SharedLambdaRole -Path template.yaml, functions.json").AssertClean().Roles;
        Assert.Equal(
            ["RoleOfTheTeam", "SharedRole", "live"],
            roles.Select(role => role.RoleName.Trim('$', '{', '}')).Order(StringComparer.Ordinal));
        Assert.All(roles, role => Assert.Equal(2, role.FunctionCount));
    }

    [Fact]
    public void A_plan_is_for_templates_or_for_exports()
    {
        var run = _session.Run("Get-LambdaRoleRepairPlan -Path template.yaml, functions.json");
        Assert.Equal(["PlanOfTemplatesAndExports"], run.ErrorIds);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("Asff")]
    [InlineData("Ocsf")]
    public void A_format_that_needs_ARNs_says_so(string format)
    {
        var run = _session.Run($"Test-LambdaExecutionRole -Path template.yaml | Export-LambdaRoleReport -Format {format} -Path r.json");
        Assert.StartsWith(
            "The format does not support this: Finding in a template, which has no ARN. ", Assert.Single(run.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test-LambdaExecutionRole")]
    [InlineData("Get-SharedLambdaRole")]
    public void A_template_that_was_not_read_at_all_is_an_error_whatever_is_allowed(string command)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "bad.yaml"), "Resources: [");
        var run = _session.Run($"{command} -Path template.yaml, bad.yaml -AllowUnknown");
        Assert.Contains("TemplateInvalid", run.ErrorIds);
        Assert.NotEmpty(run.Output);
    }

    [Theory]
    [InlineData("nothing/*.yaml", "NoFileMatches")]
    [InlineData("gone.yaml", "FileNotFound")]
    [InlineData("empty", "PathNotAFile")]
    public void A_path_that_names_nothing_is_one_error(string path, string id)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        foreach (var command in new[] { "Test-LambdaExecutionRole", "Get-LambdaRoleRepairPlan" })
            Assert.Equal([id], _session.Run($"{command} -Path {path}").ErrorIds);
    }

    [Fact]
    public void A_file_that_is_neither_template_nor_export_does_not_stop_the_plan()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "readme.md"), "# Orders");
        File.WriteAllText(Path.Combine(_folder.Path, "package.json"), """{"name": "orders", "Functions": 1}""");
        var run = _session.Run("Get-LambdaRoleRepairPlan -Path template.yaml, readme.md, package.json");
        Assert.Equal(["TemplateNotRecognized", "TemplateNotRecognized"], run.ErrorIds);
        Assert.NotEmpty(run.Output);
    }

    [Fact]
    public void What_is_said_of_templates_is_right_for_templates()
    {
        _session.Run("Get-LambdaRoleRepairPlan -Path template.yaml | ConvertTo-Json -Depth 20 | Set-Content plan.json").AssertClean();
        Assert.All(_session.Run("Repair-LambdaExecutionRole -PlanPath plan.json").ErrorIds, id => Assert.Equal("ObjectOfTemplate", id));
        Assert.Equal(["FileInPipeline"], _session.Run("Get-ChildItem template.yaml | Get-LambdaRoleRepairPlan").ErrorIds);
        Assert.Contains("-Path", Action("Get-LambdaRoleRepairPlan template.yaml"), StringComparison.Ordinal);
        Assert.Contains("-Path", Action("Test-LambdaExecutionRole template.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("-Region", Action("Get-LambdaRoleRepairPlan nobody -Path template.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "-Region", Action("Get-LambdaRoleRepairPlan -KeepFunction nobody -Path template.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("account", Action("$null | Export-LambdaRoleTemplate"), StringComparison.Ordinal);

        string Action(string script) => Assert.Single(_session.Run(script).AllErrors).ErrorDetails.RecommendedAction;
    }

    [Fact]
    public void A_patch_that_was_not_written_is_told()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "roles.patch"), "old");
        var warning = Assert.Single(_session.Run("@() | Export-LambdaRoleTemplate -AsPatch -Path roles.patch").Warnings);
        Assert.Contains("no steps", warning, StringComparison.Ordinal);
        Assert.Contains("roles.patch' is from before", warning, StringComparison.Ordinal);
        Assert.Single(_session.Run("@() | Export-LambdaRoleTemplate").Warnings);
    }

    [Fact]
    public void A_name_must_be_in_one_of_them()
    {
        Assert.Empty(_session.Run("Get-SharedLambdaRole -Path template.yaml, functions.json -RoleName live").ErrorIds);
        Assert.Empty(_session.Run("Get-SharedLambdaRole -Path template.yaml, functions.json -RoleName SharedRole").ErrorIds);
        Assert.Equal(
            ["RoleNotFound"], _session.Run("Get-SharedLambdaRole -Path template.yaml, functions.json -RoleName nobody").ErrorIds);
    }

    [Fact]
    public void Files_of_the_pipeline_are_templates_too() => Assert.Equal(
        2, _session.Run("Get-ChildItem template.yaml | Get-SharedLambdaRole").AssertClean().Roles.Count);

    [Theory]
    [InlineData("Repair-LambdaExecutionRole -WhatIf")]
    [InlineData("Undo-LambdaRoleRepair -WhatIf")]
    [InlineData("Set-LambdaExecutionRole -RoleName other -WhatIf")]
    [InlineData("New-LambdaExecutionRole -WhatIf")]
    [InlineData("Get-LambdaRoleRepair")]
    [InlineData("Test-LambdaExecutionRole")]
    [InlineData("Get-LambdaExecutionRole")]
    [InlineData("Get-SharedLambdaRole")]
    [InlineData("Get-LambdaRoleRepairPlan")]
    public void An_object_of_a_template_is_no_deployed_one(string command)
    {
        foreach (var pipe in new[] { "", "ConvertTo-Json -Depth 9 | ConvertFrom-Json | " })
        {
            var run = _session.Run(
                $"Get-SharedLambdaRole -Path template.yaml | {pipe}{command} -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b");
            Assert.Empty(run.Output);
            Assert.Equal(["ObjectOfTemplate", "ObjectOfTemplate"], run.ErrorIds);
        }

        // A function of the same name can be deployed: it must not be taken for the declaration.
        foreach (var objects in new[]
        {
            "(Get-SharedLambdaRole -Path template.yaml)[0].Functions[0]", "(Get-LambdaRoleRepairPlan -Path template.yaml)[0]",
        })
        {
            var run = _session.Run($"{objects} | {command} -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b");
            Assert.Equal(["ObjectOfTemplate"], run.ErrorIds);
        }
    }

    [Fact]
    public void Defaults_of_a_session_do_not_get_in_the_way()
    {
        var run = _session.Run(
            "$PSDefaultParameterValues = @{ '*-*Lambda*Role*:Region' = 'us-*' }; Get-SharedLambdaRole -Path template.yaml");
        Assert.Equal(2, run.AssertClean().Roles.Count);
    }

    [Theory]
    [InlineData("-Rule LRA-401", "RuleNotForTemplates")]
    [InlineData("-FunctionName nobody", "FunctionNotFound")]
    public void A_check_that_cannot_be_made_is_not_a_pass(string parameters, string id) =>
        Assert.Contains(id, _session.Run($"Test-LambdaExecutionRole -Path template.yaml {parameters}").ErrorIds);

    [Theory]
    [InlineData("-Usage $usage")]
    [InlineData("-UsagePath usage.json")]
    [InlineData("-UsagePath usage.json -Rule Lambda-006")]
    public void Usage_is_not_ignored(string parameters)
    {
        _session.SetVariable("usage", UsageSamples.Orders().ToArray());
        _session.Run("$usage | ConvertTo-Json -Depth 9 -AsArray | Set-Content usage.json").AssertClean();
        var run = _session.Run($"Test-LambdaExecutionRole -Path template.yaml {parameters}");
        Assert.Equal(["ParameterNotForTemplates"], run.ErrorIds);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("template.yaml")]
    [InlineData("./template.yaml")]
    public void A_diff_is_not_written_over_its_template(string path)
    {
        var file = Path.Combine(_folder.Path, "template.yaml");
        var text = File.ReadAllText(file);
        var run = _session.Run(
            $"Get-LambdaRoleRepairPlan -Path template.yaml -FunctionName Invoices | Export-LambdaRoleTemplate -AsPatch -Path {path}");
        Assert.Equal(["PatchOverTemplate"], run.ErrorIds);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("-AsPatch", "", true)]
    [InlineData("-AsPatch:$false", "template.repaired.yaml", false)]
    [InlineData("-Path roles.patch", "roles.patch", false)]
    [InlineData("roles.patch", "roles.patch", false)]
    public void A_diff_is_text_or_a_file_as_asked(string parameters, string file, bool isText)
    {
        var run = _session.Run(
            $"Get-LambdaRoleRepairPlan -Path template.yaml -FunctionName Invoices | Export-LambdaRoleTemplate {parameters}");
        Assert.Equal(isText, Assert.Single(run.AssertClean().Output).BaseObject is string);
        Assert.Equal(file.Length > 0 ? [file] : [], ((string[])["roles.patch", "template.repaired.yaml"]).Where(
            name => File.Exists(Path.Combine(_folder.Path, name))));
    }

    [Fact]
    public void A_finding_stays_known_if_lines_move_and_new_sharing_does_not()
    {
        _session.Run("Test-LambdaExecutionRole -Path template.yaml | ConvertTo-Json -Depth 5 | Set-Content baseline.json").AssertClean();
        var file = Path.Combine(_folder.Path, "template.yaml");
        var text = File.ReadAllText(file);
        File.WriteAllText(file, $"# A comment.\n\n{text}");
        const string gate =
            "Test-LambdaExecutionRole -Path template.yaml -BaselinePath baseline.json -FailOn Low";
        Assert.Empty(_session.Run(gate).AssertClean().Output);
        File.AppendAllText(file, "  Third: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt SharedRole.Arn}}\n");
        var run = _session.Run(gate);
        Assert.Equal(["FindingsFound"], run.ErrorIds);
        // The role of the third function also lacks the permissions for its logs, as the baseline has it for the others.
        Assert.Equal(
            ["Invoices Lambda-006", "Orders Lambda-006", "Third LRA-301", "Third Lambda-006"],
            run.Output.Select(item => (LambdaRoleFinding)item.BaseObject).Select(finding => $"{finding.FunctionName} {finding.RuleId}")
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("html")]
    [InlineData("sarif")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("md")]
    [InlineData("junit.xml")]
    public void Reports_take_what_templates_give(string extension)
    {
        _session.Run(
            "@(Get-SharedLambdaRole -Path template.yaml; Test-LambdaExecutionRole -Path template.yaml; Get-LambdaRoleRepairPlan -Path "
            + "template.yaml) | ForEach-Object { $_; $_ | ConvertTo-Json -Depth 9 | ConvertFrom-Json } | "
            + $"Export-LambdaRoleReport all.{extension} -WarningAction SilentlyContinue").AssertClean();
        Assert.Contains("template.yaml", File.ReadAllText(Path.Combine(_folder.Path, $"all.{extension}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployed_function_leads_to_its_declaration()
    {
        var state = Estate.Rule();
        var live = state.Accounts.Values.Single().Region("us-east-1").Find("order-intake")!;
        live.Tags["aws:cloudformation:stack-name"] = "shop";
        live.Tags["aws:cloudformation:logical-id"] = "Invoices";
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var at = ModuleSession.At(server);
        var blocked = Step<LambdaRoleRepairStep>($"Get-LambdaRoleRepairPlan order-intake {at}");
        var issue = Assert.Single(blocked.Blockers, blocker => blocker.Id == "FunctionManagedElsewhere");
        Assert.Contains(
            "aws:cloudformation:stack-name = shop, aws:cloudformation:logical-id = Invoices", issue.Message, StringComparison.Ordinal);
        Assert.Contains("-FunctionName Invoices", issue.Message, StringComparison.Ordinal);
        foreach (var pipe in new[] { "", "ConvertTo-Json -Depth 20 | ConvertFrom-Json | " })
        {
            var declared = Step<LambdaTemplateRepairStep>(
                $"Get-LambdaRoleRepairPlan order-intake {at} | {pipe}Get-LambdaRoleRepairPlan -Path template.yaml");
            Assert.Equal("Invoices", declared.FunctionName);
        }

        Assert.Equal(
            ["FunctionNotDeclared"],
            _session.Run($"Get-LambdaRoleRepairPlan order-archive {at} | Get-LambdaRoleRepairPlan -Path template.yaml").ErrorIds);
    }

    private T Step<T>(string script) => Assert.IsType<T>(Assert.Single(_session.Run(script).AssertClean().Output).BaseObject);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
