using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The stacks of one CDK app: none is changed by hand, and a role of another stack is not a role of one's own.</summary>
public sealed class CdkStacksTests : IDisposable
{
    private const string Role =
        """
        "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Output_without_paths_of_constructs_is_not_patched(bool isFolder)
    {
        Write(("A", Role + Function("F", """{"Fn::GetAtt": ["R", "Arn"]}""") + "," + Function("G", """{"Fn::GetAtt": ["R", "Arn"]}""")));
        var steps = TemplatePlanner.Plan(
            new(Read(isFolder ? "" : "A.template.json")), Selection.Everything, new(), new NodeReader(() => new YamlParser()));
        Assert.Equal(["F", "G"], steps.Select(step => step.FunctionName));
        Assert.All(steps, step => Assert.Equal(["GeneratedByCdk"], step.Blockers.Select(blocker => blocker.Id)));
    }

    [Fact]
    public void A_role_that_another_stack_exports_makes_sharing_unknown_in_both()
    {
        Write(
            ("A", Role + Function("F", """{"Fn::GetAtt": ["R", "Arn"]}""")),
            ("B", Function("G", """{"Fn::ImportValue": "A:ExportsOutputFnGetAttRArn"}""")));
        Assert.Equal(["F Unknown", "G Unknown"], Sharing());
    }

    [Fact]
    public void Two_functions_with_one_import_share_it_for_certain()
    {
        const string Import = """{"Fn::ImportValue": "A:ExportsOutputFnGetAttRArn"}""";
        Write(("A", Role + Function("F", """{"Fn::GetAtt": ["R", "Arn"]}""")), ("B", Function("G", Import) + "," + Function("H", Import)));
        Assert.Contains("G Fail", Sharing());
        Assert.Contains("H Fail", Sharing());
    }

    [Fact]
    public void The_reason_for_what_is_not_known_of_other_stacks_is_an_error()
    {
        using var app = new CdkApp();
        const string Parameter = """{"Ref": "P"}""";
        app.Stack("A", $"{CdkApp.Function("F", Parameter)}, {CdkApp.Function("G", Parameter)}", """
            "Parameters": {"P": {"Type": "String"}}
            """).Stack("B", $"{CdkApp.Role}, {CdkApp.Function("H", CdkApp.RoleArn)}");
        Assert.Equal(["A/F Fail", "A/G Fail", "B/H Unknown"], app.Sharing());
        var error = Assert.Single(new TemplateSet(app.Read()).Problems);
        Assert.Equal("TemplateSharingUnknown", error.ErrorId);
        Assert.Contains("the role ${P} of functions F, G comes from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_is_not_known_is_told()
    {
        using var app = new CdkApp();
        const string Named =
            """{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"}, ":role/shared"]]}""";
        const string Written = "\"arn:aws:iam::111122223333:role/shared\"";
        app.Stack("A", CdkApp.Function("F", Written), environment: "aws://111122223333/eu-west-1")
            .Stack("B", CdkApp.Function("G", Named));
        Assert.Equal(["A/F Unknown", "B/G Unknown"], app.Sharing());
        var error = Assert.Single(new TemplateSet(app.Read()).Problems);
        Assert.Equal("TemplateSharingUnknown", error.ErrorId);
        Assert.Contains("B.template.json' is not known: its account is not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_alone_is_not_read_and_the_error_names_the_folder()
    {
        Write(("A", Function("F", "\"arn:aws:iam::111122223333:role/r\"")));
        var manifest = Path.Combine(_folder.FullName, "manifest.json");
        Assert.True(TemplateFiles.IsTemplate(manifest));
        var error = Assert.Throws<ProblemException>(() => Read("manifest.json")).Problem;
        Assert.Equal("TemplateNotRecognized", error.ErrorId);
        Assert.Contains($"folder '{_folder.FullName}'", error.RecommendedAction, StringComparison.Ordinal);
    }

    private IEnumerable<string> Sharing() => new TemplateExaminer(new FindingOptions(), Selection.Everything).Run(new TemplateSet(Read("")))
        .Where(finding => finding.RuleId == SharedLambdaRole.LambdaRuleId).Select(finding => $"{finding.FunctionName} {finding.Status}")
        .Order(StringComparer.Ordinal);

    private IReadOnlyList<DeclaredStack> Read(string file) =>
        new TemplateFiles(() => new YamlParser(), _folder.FullName).Read(
            Path.TrimEndingDirectorySeparator(Path.Combine(_folder.FullName, file)), problem => Assert.Fail(problem.Message));

    private void Write(params (string Name, string Resources)[] stacks)
    {
        foreach (var (name, resources) in stacks)
            File.WriteAllText(Path.Combine(_folder.FullName, $"{name}.template.json"), $$"""{"Resources": { {{resources}} } }""");
        var artifacts = stacks.Select(stack =>
            $$$"""
            "{{{stack.Name}}}": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "{{{stack.Name}}}.template.json"} }
            """);
        File.WriteAllText(
            Path.Combine(_folder.FullName, "manifest.json"),
            $$"""{"version": "36.0.0", "artifacts": { {{string.Join(",", artifacts)}} } }""");
    }

    private static string Function(string name, string role) =>
        $$$"""
        "{{{name}}}": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {{{role}}} } }
        """;
}
