using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>A plan that comes back: what is wrong with a step names the step and the property, and the other steps go on.</summary>
public class PlanReadingTests
{
    [Fact]
    public void A_plan_comes_back_as_it_was_with_enumerations_as_numbers_or_names()
    {
        var steps = Read(SampleInputs.Plan("f1", "f2"), out var told);
        Assert.Empty(told);
        Assert.Equal(
            Encoding.UTF8.GetString(SampleInputs.Plan("f1", "f2")),
            Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(steps)));
        var named = Edit(step => step["Strategy"] = "Copy");
        Assert.Equal(3, Read(named, out _).Count);
        // What Export-LambdaRoleReport -Format Json says of each object, and what remoting does.
        Assert.Equal(
            3, Read(Edit(step => (step["Kind"], step["PSComputerName"], step["RunspaceId"]) = ("RepairStep", "host", "id")), out _).Count);
    }

    /// <summary>The second of three steps is wrong.</summary>
    [Theory]
    [InlineData("FunctionName", "null", "FunctionName is null")]
    [InlineData("FunctionName", "17", "FunctionName is not a string")]
    [InlineData("FunctionName", "\"other\"", "FunctionName is not the name in FunctionArn")]
    [InlineData("FunctionArn", "\"arn:aws:lambda:us-east-1:123456789012:function:f2\\n\"", "FunctionArn is not")]
    [InlineData("Region", "\"eu-west-1\"", "Region is not the region")]
    [InlineData("SourceRoleArn", "\"arn:aws:iam::123456789012:role/shared \"", "SourceRoleArn is not")]
    [InlineData("Strategy", "7", "Strategy is not one of")]
    [InlineData("Strategy", "\"1\"", "Strategy is not one of")]
    [InlineData("Strategy", "\"Copy, Scoped\"", "Strategy is not one of")]
    [InlineData("Proof", "\"Sure\"", "Proof is not one of")]
    [InlineData("Proof", "\"Refuted\"", "Proof is Refuted")]
    [InlineData("CanApply", "false", "CanApply is false")]
    [InlineData("TargetRoleName", "\"a b\"", "TargetRoleName is not")]
    [InlineData("TargetPath", "\"x\"", "TargetPath is not")]
    [InlineData("TrustPolicy", "\"{}\"", "TrustPolicy is not a policy document")]
    [InlineData("TrustPolicy", "{}", "TrustPolicy is not a string")]
    [InlineData("MaxSessionDuration", "1e999", "MaxSessionDuration is not an integer")]
    [InlineData("MaxSessionDuration", "5", "MaxSessionDuration is not between")]
    [InlineData("AttachedPolicyArns", "[null]", "AttachedPolicyArns[0] is null")]
    [InlineData("AttachedPolicyArns", "\"x\"", "AttachedPolicyArns is not a list")]
    [InlineData("InlinePolicies", "[{\"PolicyName\":\"p\"}]", "InlinePolicies[0].Document is missing")]
    [InlineData("InlinePolicies", "[{\"PolicyName\":\"p\",\"Document\":null}]", "InlinePolicies[0].Document is null")]
    [InlineData("InlinePolicies", "[{\"PolicyName\":\"p\",\"Document\":\"{\"}]", "InlinePolicies[0].Document is not a policy document")]
    [InlineData("InlinePolicies", "[null]", "InlinePolicies[0] is null")]
    [InlineData("Tags", "{\"a\":1}", "Tags.a is not a string")]
    [InlineData("Tags", "{\"a\":\"1\",\"a\":\"2\"}", "Tags.a appears twice")]
    [InlineData("Blockers", "null", "Blockers is null")]
    [InlineData("Description", "\"\\ud800\"", "Description is not valid Unicode")]
    [InlineData("PlanVersion", "\"1\"", "PlanVersion is not an integer")]
    [InlineData("PlanVersion", "99", "it has PlanVersion 99")]
    [InlineData("Descripton", "\"a\"", "Descripton is unknown")]
    public void A_wrong_property_is_named_and_the_other_steps_are_read(string property, string value, string expected)
    {
        var text = Edit(step => step[property] = "@value@");
        var data = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("\"@value@\"", value, StringComparison.Ordinal));
        var steps = Read(data, out var told);
        Assert.Equal(["f1", "f3"], steps.Select(step => step.FunctionName));
        var problem = Assert.Single(told);
        Assert.Equal("InvalidPlan", problem.ErrorId);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("Step 2", problem.Message, StringComparison.Ordinal);
        Assert.Contains("'plan.json'", problem.Message, StringComparison.Ordinal);
        if (property != "FunctionName") Assert.Contains("'f2'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PlanVersion")]
    [InlineData("RepairId")]
    [InlineData("FunctionArn")]
    [InlineData("TrustPolicy")]
    [InlineData("Strategy")]
    [InlineData("Proof")]
    [InlineData("Blockers")]
    public void A_missing_property_is_named(string property)
    {
        Assert.Equal(2, Read(Edit(step => step.Remove(property)), out var told).Count);
        Assert.Contains($"{property} is missing", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_twice_is_not_a_choice()
    {
        var text = Encoding.UTF8.GetString(Edit(_ => { }))
            .Replace("\"FunctionName\":\"f2\"", "\"FunctionName\":\"f2\",\"functionname\":\"f9\"", StringComparison.Ordinal);
        Assert.Equal(2, Read(Encoding.UTF8.GetBytes(text), out var told).Count);
        Assert.Contains("appears twice", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "empty list")]
    [InlineData("", "it is invalid or incomplete JSON")]
    [InlineData("[{", "it is invalid or incomplete JSON")]
    [InlineData("{\"PlanVersion\":1}}", "it is invalid or incomplete JSON")]
    public void No_plan_at_all_is_an_error(string text, string expected)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(Encoding.UTF8.GetBytes(text), out _)).Problem;
        Assert.Equal("InvalidPlan", problem.ErrorId);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("\"f1\"")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("{}")]
    public void What_is_no_step_is_told(string text)
    {
        Assert.Empty(Read(Encoding.UTF8.GetBytes(text), out var told));
        Assert.StartsWith("Step 1 of the file", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_an_error_of_ours()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 200_000));
        Assert.Throws<ProblemException>(() => Read(Encoding.UTF8.GetBytes(deep), out _));
    }

    /// <summary>A blocked step is not carried out: it may hold the very thing that blocks it.</summary>
    [Fact]
    public void A_blocked_step_may_hold_what_blocks_it()
    {
        var text = Edit(step =>
        {
            step["TrustPolicy"] = "not a policy";
            step["Blockers"] = new JsonArray(new JsonObject { ["Id"] = "SourceDoesNotTrustLambda", ["Message"] = "m" });
        });
        Assert.Equal(3, Read(text, out var told).Count);
        Assert.Empty(told);
    }

    private static byte[] Edit(Action<JsonObject> change)
    {
        var plan = JsonNode.Parse(SampleInputs.Plan("f1", "f2", "f3"))!;
        change(plan[1]!.AsObject());
        return SampleInputs.Utf8(plan);
    }

    private static IReadOnlyList<LambdaRoleRepairStep> Read(byte[] json, out List<Problem> told)
    {
        told = [];
        return RepairPlanReader.Read(json, "plan.json", told.Add);
    }
}
