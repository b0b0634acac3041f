using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The output of a CDK app, made of the parts of templates that tests need.</summary>
internal sealed class CdkApp : IDisposable
{
    public const string Unknown = "aws://unknown-account/unknown-region";

    /// <summary>A role with the logical id R.</summary>
    public const string Role = """
        "R": {"Type": "AWS::IAM::Role", "Properties": {
          "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
          "Policies": [{"PolicyName": "all", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]}}
        """;

    public const string RoleArn = """{"Fn::GetAtt": ["R", "Arn"]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-cdk-");
    private readonly List<(string Assembly, string Name, JsonObject Artifact)> _artifacts = [];

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public static string Function(string name, string role) =>
        $$$"""
        "{{{name}}}": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {{{role}}} } }
        """;

    public static string Import(string name) => $$"""{"Fn::ImportValue": "{{name}}"}""";

    public static string Export(string name, string value = RoleArn) =>
        $$$"""
        "Outputs": {"O": {"Value": {{{value}}}, "Export": {"Name": "{{{name}}}"} } }
        """;

    /// <summary>A nested stack, its template named as CDK names it.</summary>
    public static string Nested(string name, string template, string parameters = "{}") =>
        $$$"""
        "{{{name}}}": {"Type": "AWS::CloudFormation::Stack",
          "Properties": {"TemplateURL": {"Fn::Sub": "https://s3.${AWS::URLSuffix}/b/{{{template}}}.json"}, "Parameters": {{{parameters}}} },
          "Metadata": {"aws:asset:path": "{{{template}}}.nested.template.json", "aws:asset:property": "TemplateURL"} }
        """;

    /// <summary>Writes a stack.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="resources">What is in Resources.</param>
    /// <param name="sections">The sections beside Resources.</param>
    /// <param name="environment">The environment; null for none in the manifest.</param>
    /// <param name="assembly">The folder of the stage; empty for none.</param>
    public CdkApp Stack(
        string name, string resources, string sections = "", string? environment = Unknown, string assembly = "")
    {
        Write(Path.Combine(assembly, $"{name}.template.json"), resources, sections);
        var artifact = new JsonObject
        {
            ["type"] = "aws:cloudformation:stack", ["properties"] = new JsonObject { ["templateFile"] = $"{name}.template.json" },
        };
        if (environment is not null) artifact["environment"] = environment;
        _artifacts.Add((assembly, name, artifact));
        return this;
    }

    /// <summary>Writes the template of a nested stack.</summary>
    public CdkApp Template(string name, string resources, string sections = "", string assembly = "")
    {
        Write(Path.Combine(assembly, $"{name}.nested.template.json"), resources, sections);
        var assets = $$$"""
            {"version": "36.0.0", "files": {"{{{name}}}": {"source": {"path": "{{{name}}}.nested.template.json", "packaging": "file"},
             "destinations": {"here": {"bucketName": "b", "objectKey": "{{{name}}}.json"} } } } }
            """;
        File.WriteAllText(Path.Combine(Folder, assembly, $"{name}.assets.json"), assets);
        _artifacts.Add((assembly, $"{name}.assets", new JsonObject
        {
            ["type"] = "cdk:asset-manifest", ["properties"] = new JsonObject { ["file"] = $"{name}.assets.json" },
        }));
        return this;
    }

    public IReadOnlyList<DeclaredStack> Read(string file = "")
    {
        foreach (var assembly in _artifacts.GroupBy(one => one.Assembly))
        {
            var artifacts = new JsonObject(assembly.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Artifact.DeepClone())));
            var stages = _artifacts.Select(one => one.Assembly).Distinct().Where(one => one.Length > 0 && assembly.Key.Length == 0);
            foreach (var stage in stages)
                artifacts[stage] = new JsonObject
                {
                    ["type"] = "cdk:cloud-assembly", ["properties"] = new JsonObject { ["directoryName"] = stage },
                };
            File.WriteAllText(
                Path.Combine(Folder, assembly.Key, "manifest.json"),
                new JsonObject { ["version"] = "36.0.0", ["artifacts"] = artifacts }.ToJsonString());
        }

        return new TemplateFiles(() => new YamlParser(), Folder).Read(
            Path.TrimEndingDirectorySeparator(Path.Combine(Folder, file)), problem => Assert.Fail(problem.Message));
    }

    /// <summary>The status of rule Lambda-006 for each function: <c>stack/function Status</c>, in the order of the names.</summary>
    public IEnumerable<string> Sharing() => Findings(SharedLambdaRole.LambdaRuleId)
        .Select(finding => $"{Path.GetFileName(finding.Declaration!.Path).Split('.')[0]}/{finding.FunctionName} {finding.Status}")
        .Order(StringComparer.Ordinal);

    public IEnumerable<LambdaRoleFinding> Findings(string rule) =>
        new TemplateExaminer(new FindingOptions { IncludePassed = true }, Selection.Everything).Run(new TemplateSet(Read()))
            .Where(finding => finding.RuleId == rule);

    public IReadOnlyList<LambdaTemplateRepairStep> Plan() =>
        TemplatePlanner.Plan(new(Read()), Selection.Everything, new(), new NodeReader(() => new YamlParser()));

    private void Write(string file, string resources, string sections)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var comma = sections.Length > 0 ? ",\n" : "";
        File.WriteAllText(path, "{\n\"Resources\": {\n" + resources + "\n}" + comma + sections + "\n}");
    }
}
