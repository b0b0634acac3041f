using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

public sealed class TemplateFilesTests : IDisposable
{
    private const string Plan = """
        {"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[
        {"address":"aws_lambda_function.a","mode":"managed","type":"aws_lambda_function","name":"a","values":{"function_name":"größe","role":"arn:aws:iam::111122223333:role/r"}}]}}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("templates").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void The_plan_that_a_shell_writes_is_read_in_its_encoding(string encoding)
    {
        // Windows PowerShell writes UTF-16 for "terraform show -json plan > plan.json".
        var path = Write("plan.json", Plan, Encoding.GetEncoding(encoding));
        Assert.True(TemplateFiles.IsTemplate(path));
        Assert.Equal("größe", Assert.Single(Assert.Single(Read(path)).Functions).FunctionName);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Another_template_must_be_UTF_8(string encoding)
    {
        foreach (var (name, text) in new[] { ("t.yaml", "Resources: {}\n"), ("t.json", """{"Resources": {}}""") })
        {
            var path = Write(name, text, Encoding.GetEncoding(encoding));
            Assert.True(TemplateFiles.IsTemplate(path));
            var problem = Assert.Throws<ProblemException>(() => Read(path)).Problem;
            Assert.Equal("FileNotText", problem.ErrorId);
            Assert.EndsWith("It is UTF-16.", problem.Message, StringComparison.Ordinal);
        }
    }

    private string Write(string name, string text, Encoding encoding)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, encoding);
        return path;
    }

    private IReadOnlyList<DeclaredStack> Read(string path) =>
        new TemplateFiles(() => new YamlParser(), _folder).Read(path, problem => Assert.Fail(problem.Message));
}
