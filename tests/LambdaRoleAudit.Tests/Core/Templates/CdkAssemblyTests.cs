using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The templates of a CDK assembly are those that its manifests name, and nothing outside its folder.</summary>
public sealed class CdkAssemblyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lra-cdk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Stacks_nested_stacks_and_nested_assemblies_are_found()
    {
        Write("manifest.json", """
            {"version": "55.0.0", "artifacts": {
              "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
              "Main.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Main.assets.json"}},
              "Main": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Main.template.json"}, "metadata": {"/Main/Old": [
                {"type": "aws:cdk:asset", "data": {"path": "Old.nested.template.json", "packaging": "file"}},
                {"type": "aws:cdk:asset", "data": {"path": "asset.123", "packaging": "zip"}},
                {"type": "aws:cdk:logicalId", "data": "X"}]}},
              "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}
            """);
        Write("Main.assets.json", """
            {"version": "55.0.0", "files": {
              "1": {"source": {"path": "MainNest.nested.template.json", "packaging": "file"}},
              "2": {"source": {"path": "Main.template.json", "packaging": "file"}},
              "3": {"source": {"path": "../code", "packaging": "zip"}}}}
            """);
        Write("assembly-Prod/manifest.json", """
            {"version": "55.0.0", "artifacts": {
              "Up": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}},
              "P": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "P.template.json"}}}}
            """);
        var problems = new List<Problem>();
        Assert.True(CdkAssembly.IsAssembly(_folder));
        Assert.Equal(
            new[] { "MainNest.nested.template.json", "Main.template.json", "Old.nested.template.json", "assembly-Prod/P.template.json" }
                .Select(name => Path.Combine(_folder, name)),
            CdkAssembly.Templates(_folder, problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("../outside.template.json")]
    [InlineData("a/../../outside.template.json")]
    [InlineData("/etc/passwd")]
    [InlineData("link/outside.template.json")]
    [InlineData("link-to-file.json")]
    [InlineData("")]
    [InlineData(".")]
    public void A_file_outside_the_folder_is_an_error(string file)
    {
        var outside = Directory.CreateTempSubdirectory("lra-out-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "outside.template.json"), "{}");
            Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), outside);
            File.CreateSymbolicLink(Path.Combine(_folder, "link-to-file.json"), Path.Combine(outside, "outside.template.json"));
            Write("in.template.json", "{}");
            File.CreateSymbolicLink(Path.Combine(_folder, "link-inside.json"), Path.Combine(_folder, "in.template.json"));
            Write("manifest.json", $$$"""
                {"version": "1", "artifacts": {
                  "A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "{{{file}}}"}},
                  "B": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "link-inside.json"} } } }
                """);
            var problems = new List<Problem>();
            Assert.Equal([Path.Combine(_folder, "link-inside.json")], CdkAssembly.Templates(_folder, problems));
            var problem = Assert.Single(problems);
            Assert.Equal("TemplateOutsideFolder", problem.ErrorId);
            Assert.Contains($"'{file}'", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("{\"name\": \"a web app\", \"version\": \"1\"}")]
    [InlineData("{")]
    public void Another_folder_is_not_an_assembly(string? manifest)
    {
        if (manifest is not null) Write("manifest.json", manifest);
        Assert.False(CdkAssembly.IsAssembly(_folder));
    }

    [Fact]
    public void A_manifest_that_cannot_be_read_is_a_problem_and_the_others_are_read()
    {
        Write("manifest.json", """
            {"version": "1", "artifacts": {
              "X": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "x"}},
              "Y": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "y"}},
              "Z": {"type": 3, "properties": []}, "W": null,
              "B": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "B.template.json"}}}}
            """);
        Write("x/manifest.json", "{\n  \"a\": }");
        var problems = new List<Problem>();
        Assert.Equal([Path.Combine(_folder, "B.template.json")], CdkAssembly.Templates(_folder, problems));
        Assert.Equal(2, problems.Count);
        Assert.Equal("TemplateInvalid", problems[0].ErrorId);
        Assert.Contains("line 2, column", problems[0].Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
