using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// KICS's own templates for its rule "Lambda Functions Without Unique IAM Roles", read from the folder that KICS_FIXTURES names: the
/// folder test of assets/queries/cloudFormation/aws/lambda_functions_without_unique_iam_roles in its repository. They are not copied here.
/// </summary>
public class KicsFixtureTests
{
    private const string Folder = "KICS_FIXTURES";

    [Fact]
    public void What_KICS_finds_in_its_templates_is_found_at_the_same_lines()
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Folder} does not name KICS's templates.");
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!, "positive_expected_result.json")));
        var expected = results.RootElement.EnumerateArray()
            .Select(result => $"{result.GetProperty("fileName").GetString()}:{result.GetProperty("line").GetInt32()}");
        // KICS names the line of Role. A finding here names the line of the function, and its use of the role has the other.
        var found = Directory.GetFiles(folder!).Where(path => !path.EndsWith("_expected_result.json", StringComparison.Ordinal))
            .SelectMany(path => Read(path).Where(one => one.IsFailed).Select(one => $"{Path.GetFileName(path)}:{one.Line}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(int Line, bool IsFailed)> Read(string path)
    {
        var text = TemplateText.Read(path);
        var stack = CloudFormationReader.Read(text, (MappingNode)Mending.Reader.Read(text));
        var failed = new TemplateExaminer(new(), Selection.Everything).Run(new TemplateSet([stack]))
            .Where(finding => finding is { RuleId: "Lambda-006", Status: LambdaRoleAudit.Model.FindingStatus.Fail })
            .Select(finding => finding.Declaration!.Address).ToHashSet(StringComparer.Ordinal);
        return stack.Functions.Select(function => (function.Roles[0].Node!.Line, failed.Contains(function.Declaration.Address)));
    }
}
