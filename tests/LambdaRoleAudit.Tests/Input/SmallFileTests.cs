using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>Baselines, suppressions, policy documents and template parameters that are not as they should be.</summary>
public class SmallFileTests
{
    /// <summary>A suppression that is read half would cover more than it says.</summary>
    [Theory]
    [InlineData("RoleName", "5", "RoleName is not a string")]
    [InlineData("RoleName", "null", "RoleName is not a string")]
    [InlineData("FuncionName", "\"x\"", "does not have a property 'FuncionName'")]
    [InlineData("RuleId", "[]", "RuleId is not a string")]
    [InlineData("RuleId", "\"\\udfff\"", "RuleId is not valid Unicode")]
    [InlineData("Expires", "\"2999-02-30\"", "does not have an expiry date")]
    [InlineData("Reason", "\" \"", "does not give a reason")]
    public void A_suppression_that_is_not_right_does_not_count_and_the_others_do(string property, string value, string expected)
    {
        var file = new JsonObject { ["Suppressions"] = new JsonArray(SampleInputs.Suppression("f1"), SampleInputs.Suppression("f2")) };
        file["Suppressions"]![0]![property] = "@value@";
        var told = new List<Problem>();
        var read = SuppressionReader.Read(
            Encoding.UTF8.GetBytes(file.ToJsonString().Replace("\"@value@\"", value, StringComparison.Ordinal)), "s.json", told.Add);
        Assert.Equal("f2", Assert.Single(read).FunctionName);
        var problem = Assert.Single(told);
        Assert.Contains("'s.json', number 1", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"Suppressions\":null}")]
    [InlineData("{\"Suppressions\":[],\"Suppressions\":[]}")]
    [InlineData("")]
    [InlineData("\u0000")]
    public void What_is_no_file_of_suppressions_is_an_error(string text) =>
        Assert.Equal(
            "InvalidSuppression",
            Assert.Throws<ProblemException>(() =>
                SuppressionReader.Read(Encoding.UTF8.GetBytes(text), "s.json", _ => { })).Problem.ErrorId);

    [Theory]
    [InlineData("RuleId", "null", "no RuleId")]
    [InlineData("RuleId", "7", "RuleId is not a string")]
    [InlineData("Status", "7", "Status")]
    [InlineData("Status", "\"7\"", "Status")]
    [InlineData("Status", "\"0\"", "Status")]
    [InlineData("Status", "\"Fail, Passed\"", "Status")]
    [InlineData("FunctionArn", "{}", "FunctionArn is not a string")]
    [InlineData("Evidence", "\"\\ud800\"", "Evidence is not valid Unicode")]
    public void A_finding_of_a_baseline_that_is_not_right_does_not_count_and_the_others_do(string property, string value, string expected)
    {
        var file = new JsonArray(SampleInputs.Finding("f1"), SampleInputs.Finding("f2"));
        file[1]![property] = "@value@";
        var told = new List<Problem>();
        var baseline = FindingBaseline.Read(
            Encoding.UTF8.GetBytes(file.ToJsonString().Replace("\"@value@\"", value, StringComparison.Ordinal)), "b.json", told.Add);
        Assert.Equal(1, baseline.Count);
        var problem = Assert.Single(told);
        Assert.Contains("Finding 2 of baseline 'b.json'", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_is_a_baseline() =>
        Assert.Equal(0, FindingBaseline.Read("[]"u8.ToArray(), "b.json", _ => Assert.Fail("Nothing is wrong.")).Count);

    [Theory]
    [InlineData("[null]")]
    [InlineData("17")]
    [InlineData("[{}]")]
    [InlineData("")]
    public void What_is_no_baseline_is_an_error(string text) =>
        Assert.Equal(
            "InvalidBaseline",
            Assert.Throws<ProblemException>(() => FindingBaseline.Read(Encoding.UTF8.GetBytes(text), "b.json", _ => { })).Problem.ErrorId);

    [Fact]
    public void A_policy_file_that_is_no_text_is_an_error()
    {
        var problem = Assert.Throws<ProblemException>(() =>
            InputFiles.ReadText(new MemoryStream([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]), "p.json", InputFiles.LargestPolicy)).Problem;
        Assert.Equal("FileNotText", problem.ErrorId);
        Assert.Contains("p.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_file_in_any_encoding_of_a_shell_is_read()
    {
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
            Assert.Equal(
                SampleInputs.Policy,
                InputFiles.ReadText(
                    new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(SampleInputs.Policy)]), "p.json",
                    InputFiles.LargestPolicy));
    }

    [Theory]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"\\ud800\",\"Resource\":\"*\"}]}")]
    [InlineData(
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"\\udc00\":\"x\"}}}]}")]
    [InlineData("{\"Statement\":[null]}")]
    public void A_policy_with_half_a_surrogate_pair_or_a_null_is_no_policy(string text) =>
        Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse(text));

    [Theory]
    [InlineData("QueueName", null)]
    [InlineData("QueueName", "")]
    [InlineData("QueueName", "a\u001bb")]
    [InlineData("QueueName", true)]
    [InlineData("Other", "x")]
    public void A_parameter_of_a_template_that_is_no_text_is_an_error(string name, object? value)
    {
        var problem =
            Assert.Throws<ProblemException>(() => TemplateParameters.Check("SQSPoller", [KeyValuePair.Create(name, value)])).Problem;
        Assert.Equal("InvalidTemplate", problem.ErrorId);
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_twice_or_a_list_or_half_a_surrogate_pair_is_an_error()
    {
        Assert.Throws<ProblemException>(() =>
            TemplateParameters.Check(
                "SQSPoller", [KeyValuePair.Create("QueueName", (object?)"a"), KeyValuePair.Create("queuename", (object?)"b")]));
        Assert.Throws<ProblemException>(() =>
            TemplateParameters.Check("SQSPoller", [KeyValuePair.Create("QueueName", (object?)new[] { "a" })]));
        // An attribute cannot hold half a surrogate pair.
        Assert.Throws<ProblemException>(() =>
            TemplateParameters.Check("SQSPoller", [KeyValuePair.Create("QueueName", (object?)"a\ud800")]));
        Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse("{\"Statement\":\"\ud800\"}"));
        Assert.Equal(
            "jobs", TemplateParameters.Check("SQSPoller", [KeyValuePair.Create("queuename", (object?)"jobs")]).Values["QueueName"]);
    }
}
