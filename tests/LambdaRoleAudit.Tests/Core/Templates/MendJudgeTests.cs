using System.Text.Json;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>cfn-lint and the SAM translator judge patched templates.</summary>
public sealed class MendJudgeTests : IDisposable
{
    private const string Expand = """
        import json, os, sys
        os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
        from samtranslator.yaml_helper import yaml_parse
        names = ["AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess", "AWSLambdaVPCAccessExecutionRole"]
        managed = {name: "arn:aws:iam::aws:policy/service-role/" + name for name in names}
        def expand(path):
            with open(path) as file:
                template = Translator(managed, Parser()).translate(yaml_parse(file.read()), {})
            return template["Resources"]
        print(json.dumps({path: expand(path) for path in sys.argv[1:]}))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("judge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Cfn_lint_has_nothing_against_a_patched_template_that_was_clean()
    {
        await Python.RequireAsync();
        var templates = MendTemplates.All.Concat(MendTemplates.Sam).ToList();
        for (var i = 0; i < templates.Count; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, $"{i}-before.yaml"), templates[i]);
            await File.WriteAllTextAsync(Path.Combine(_folder, $"{i}-after.yaml"), Mending.Patch(templates[i]));
        }

        var (_, output, errors) = await Programs.RunAsync(
            "python3",
            [
                "-c", "from cfnlint.runner import main; main()", "--format", "json", "--regions", "us-east-1", "--",
                .. Directory.GetFiles(_folder).Order(),
            ],
            folder: _folder);
        Assert.True(output.TrimStart().StartsWith('['), errors);
        var faults = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(match =>
            $"{Path.GetFileName(match.GetProperty("Filename").GetString())}: {match.GetProperty("Rule").GetProperty("Id").GetString()} "
            + $"{match.GetProperty("Message").GetString()} {match.GetProperty("Location").GetProperty("Start")}").ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task SAM_makes_one_role_for_each_function_of_a_patched_template()
    {
        await Python.RequireAsync();
        var files = new List<string>();
        foreach (var template in MendTemplates.Sam)
        {
            files.Add(Path.Combine(_folder, $"{files.Count}.yaml"));
            await File.WriteAllTextAsync(files[^1], Mending.Patch(template));
        }

        var (code, output, errors) = await Programs.RunAsync("python3", ["-c", Expand, .. files]);
        Assert.True(code == 0, errors);
        var expanded = JsonDocument.Parse(output).RootElement;
        Assert.All(files, file =>
        {
            var resources = expanded.GetProperty(file).EnumerateObject().ToDictionary(one => one.Name, one => one.Value);
            var functions = resources.Where(one => one.Value.GetProperty("Type").GetString() == "AWS::Lambda::Function").ToList();
            Assert.True(functions.Count > 1);
            var roles = functions.Select(one => RoleOf(one.Value.GetProperty("Properties").GetProperty("Role").GetRawText())).ToList();
            Assert.Equal(roles.Count, roles.Distinct().Count());

            string RoleOf(string written) => Assert.Single(
                resources.Where(one => one.Value.GetProperty("Type").GetString() == "AWS::IAM::Role").Select(one => one.Key),
                name => written.Contains($"\"{name}\"", StringComparison.Ordinal)
                    || written.Contains($"{{{name}.", StringComparison.Ordinal));
        });
    }
}
