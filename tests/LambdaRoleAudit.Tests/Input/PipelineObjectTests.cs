using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>
/// Objects that PowerShell makes of plans, policies and parameters: read as strictly as files. None of these gets as far as a call.
/// </summary>
public sealed class PipelineObjectTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("$step.Strategy = 7", "Strategy is not one of")]
    [InlineData("$step.Strategy = 'Guess'", "Strategy is not one of")]
    [InlineData("$step.FunctionArn = $null", "FunctionArn is null")]
    [InlineData("$step.InlinePolicies = @($null)", "InlinePolicies[0] is null")]
    [InlineData("$step.InlinePolicies = 'InlinePolicy { PolicyName = p }'", "InlinePolicies is not a list")]
    [InlineData("$step.Description = \"a$([char]0xD800)\"", "not valid Unicode")]
    [InlineData("$step.Tags = $step", "nested too deeply")]
    [InlineData("$step.PSObject.Properties.Remove('PlanVersion')", "PlanVersion is missing")]
    [InlineData("$step.PSObject.Properties.Remove('RepairId')", "RepairId is missing")]
    public void A_step_that_is_not_right_is_told_and_nothing_is_done(string change, string expected)
    {
        _session.SetVariable("step", Plain(JsonNode.Parse(SampleInputs.Plan("f1"))![0]));
        var result = _session.Run($"{change}; $step | Repair-LambdaExecutionRole -Confirm:$false");
        Assert.Equal(["InvalidPlan"], result.ErrorIds);
        Assert.Contains(expected, result.AllErrors.Single().ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_hashtable_is_a_step_too()
    {
        var result = _session.Run("@{ PlanVersion = 1; FunctionName = 'f1' } | Repair-LambdaExecutionRole -Confirm:$false");
        Assert.Equal(["InvalidPlan"], result.ErrorIds);
        Assert.Contains("'f1'", result.AllErrors.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "$policy = @{ Statement = @() }; $policy.Statement = $policy; Compare-LambdaExecutionRole -ReferencePolicy $policy "
        + "-DifferencePolicy $policy", "InvalidPolicyDocument")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy @{ 1 = 'a'; [long]1 = 'b' } -DifferencePolicy '{}'", "InvalidPolicyDocument")]
    [InlineData(
        "Compare-LambdaExecutionRole -ReferencePolicy \"{`\"a`\": `\"$([char]0xD800)`\"}\" -DifferencePolicy '{}'",
        "InvalidPolicyDocument")]
    [InlineData("New-LambdaExecutionRole -RoleName r -Template @{ SQSPollerPolicy = 'jobs' }", "InvalidTemplate")]
    [InlineData("New-LambdaExecutionRole -RoleName r -Template @{ SQSPollerPolicy = @{ QueueName = @('a', 'b') } }", "InvalidTemplate")]
    [InlineData("New-LambdaExecutionRole -RoleName r -Template @{ SQSPollerPolicy = @{ QueueName = $null } }", "InvalidTemplate")]
    [InlineData("New-LambdaExecutionRole -RoleName r -Template @{ SQSPollerPolicy = [pscustomobject]@{ Queue = 'a' } }", "InvalidTemplate")]
    [InlineData("New-LambdaExecutionRole -RoleName r -Template 7", "InvalidTemplate")]
    public void Policies_and_parameters_of_templates_that_are_not_right_are_told(string script, string errorId)
    {
        var result = _session.Run(script);
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    /// <summary>What ConvertFrom-Json gives, which the engine alone does not have.</summary>
    private static object? Plain(JsonNode? json)
    {
        switch (json)
        {
            case JsonObject properties:
                var plain = new PSObject();
                foreach (var (name, value) in properties) plain.Properties.Add(new PSNoteProperty(name, Plain(value)));
                return plain;
            case JsonArray items: return items.Select(Plain).ToArray();
            case null: return null;
            default:
                return json.GetValueKind() switch
                {
                    JsonValueKind.Number => json.GetValue<long>(),
                    JsonValueKind.String => json.GetValue<string>(),
                    _ => json.GetValue<bool>()
                };
        }
    }

    public void Dispose() => _session.Dispose();
}
