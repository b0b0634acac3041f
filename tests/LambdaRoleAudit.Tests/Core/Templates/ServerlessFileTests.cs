using System.Text;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The files that a Serverless service names: only those in its folder are read.</summary>
public sealed class ServerlessFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("service").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_in_the_folder_are_read()
    {
        Write("functions/more.yml", "c:\n  handler: h.c\n  role: ${self:custom.role}\n");
        Write("one.json", "{\"d\": {\"handler\": \"h.d\", \"role\": \"Mine\"}}");
        Write("resources.yml", "Resources:\n  Mine:\n    Type: AWS::IAM::Role\n    Properties: {}\n");
        var stack = Read(
            """
            functions:
              - ${file(./functions/more.yml)}
              - d: ${file(one.json):d}
                e: {handler: h.e}
            custom: {role: Mine}
            resources:
              - ${file(resources.yml)}
            """);
        Assert.True(stack.IsComplete);
        Assert.Equal("c,d", stack.Sharing());
        Assert.Equal(Path.Combine(_folder, "functions", "more.yml") + ":1:1 c", stack.Functions[0].Declaration.ToString());
        var role = Assert.Single(stack.Roles, role => role.Address == "Mine");
        Assert.Equal((Path.Combine(_folder, "resources.yml"), 2), (role.Declaration.Path, role.Declaration.Line));
    }

    [Fact]
    public void A_role_in_another_file_is_copied_into_this_one()
    {
        Write("resources.yml", "Resources:\n  Mine:\n    Type: AWS::IAM::Role\n    Properties: {Path: '/${self:service}/'}\n");
        Write("more.yml", "c: {handler: h.c, role: Mine}\n");
        const string Rest = "functions:\n  - ${file(more.yml)}\n  - a: {handler: h.a, role: Mine}\nresources: ${file(resources.yml)}\n";
        var stack = Read(Rest);
        var shared = stack.Functions.Select(function => (function, function.Roles[0])).ToList();
        var steps = new ServerlessMender(new NodeReader(() => new LambdaRoleAudit.Yaml.YamlParser())).Plan(stack, shared, new());
        // The function of the other file has a snippet for it.
        Assert.Equal("DeclaredInOtherFile", Assert.Single(steps[0].Blockers).Id);
        Assert.Contains("role: CExecutionRole", steps[0].Snippet, StringComparison.Ordinal);
        Assert.Equal(("AExecutionRole", "Proven"), (steps[1].TargetRole, steps[1].Proof));
        var after = ServerlessMenderTests.Apply(stack.Text!.Text, steps);
        Assert.EndsWith(
            "resources: \n  - ${file(resources.yml)}\n  - Resources:\n      AExecutionRole:\n        Type: AWS::IAM::Role\n"
            + "        Properties:\n          Path: '/${self:service}/'\n", after, StringComparison.Ordinal);
        // A mender that may not read the files writes nothing of a role that it does not know.
        Assert.All(new ServerlessMender().Plan(stack, shared, new()), step => Assert.Empty(step.Edits));
    }

    [Theory]
    [InlineData("../outside.yml")]
    [InlineData("/etc/hostname.yml")]
    [InlineData("link.yml")]
    [InlineData("linked/outside.yml")]
    public void A_file_outside_the_folder_is_an_error(string path)
    {
        var outside = Directory.CreateTempSubdirectory("outside").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "outside.yml"), "c: {handler: h.c}\n");
            File.CreateSymbolicLink(Path.Combine(_folder, "link.yml"), Path.Combine(outside, "outside.yml"));
            Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), outside);
            var stack = Read($"functions:\n  - ${{file({path})}}\n  - a: {{handler: h.a}}\n");
            Assert.Equal(["a"], stack.Functions.Select(function => function.Declaration.Address));
            Assert.Contains("TemplateOutsideFolder", stack.Problems.Select(problem => problem.ErrorId));
            Assert.False(stack.IsComplete);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void A_link_that_stays_in_the_folder_is_read()
    {
        Write("real/more.yml", "c: {handler: h.c}\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), Path.Combine(_folder, "real"));
        Assert.Equal("c", Assert.Single(Read("functions: ${file(linked/more.yml)}\n").Functions).FunctionName);
    }

    [Theory]
    [InlineData("missing.yml")]
    [InlineData("broken.yml")]
    [InlineData("code.js")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("\0.yml")]
    [InlineData("serverless.yml")]
    public void What_cannot_be_read_makes_the_result_incomplete(string path)
    {
        Write("broken.yml", "a: [\n");
        Write("code.js", "module.exports = {}");
        var written = path.Replace("\0", "\\0", StringComparison.Ordinal);
        var stack = Read($"functions:\n  - a: {{handler: h.a}}\n  - \"${{file({written})}}\"\n");
        // The service file itself is a mapping, so its keys would be functions of no settings; the framework fails on it.
        if (path == "serverless.yml") Assert.Contains(stack.Functions, function => function.Roles[0].Tie == RoleTie.Unknown);
        else Assert.False(stack.IsComplete);
        Assert.Contains(stack.Functions, function => function.FunctionName == "a");
    }

    private DeclaredStack Read(string rest) => ServerlessSample.Read(
        Encoding.UTF8.GetBytes("service: demo\nprovider:\n  name: aws\n" + rest),
        Write("serverless.yml", "service: demo\nprovider:\n  name: aws\n" + rest), withFiles: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
