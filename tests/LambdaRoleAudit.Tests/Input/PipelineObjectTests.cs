using System.Text;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>Objects that PowerShell makes of plans, policies and parameters: read as strictly as files. None of these gets as far as a call.</summary>
public sealed class PipelineObjectTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("$step.Strategy = 7", "Strategy is none of")]
    [InlineData("$step.Strategy = 'Guess'", "Strategy is none of")]
    [InlineData("$step.FunctionArn = $null", "FunctionArn is null")]
    [InlineData("$step.InlinePolicies = @($null)", "InlinePolicies[0] is null")]
    [InlineData("$step.InlinePolicies = 'RepairPolicy { PolicyName = p }'", "InlinePolicies is not a list")]
    [InlineData("$step.Description = \"a$([char]0xD800)\"", "not valid Unicode")]
    [InlineData("$step.Tags = $step", "nested too deeply")]
    [InlineData("$step.PSObject.Properties.Remove('PlanVersion')", "PlanVersion is missing")]
    [InlineData("$step.PSObject.Properties.Remove('RepairId')", "RepairId is missing")]
    public void A_step_that_is_not_right_is_told_and_nothing_is_done(string change, string expected)
    {
        _session.SetVariable("json", Encoding.UTF8.GetString(SampleInputs.Plan("f1")));
        var result = _session.Run($"$step = ($json | ConvertFrom-Json)[0]; {change}; $step | Repair-LambdaExecutionRole -Confirm:$false");
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
    [InlineData("$policy = @{ Statement = @() }; $policy.Statement = $policy; Compare-LambdaExecutionRole -ReferencePolicy $policy -DifferencePolicy $policy", "InvalidPolicyDocument")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy @{ 1 = 'a'; '1' = 'b' } -DifferencePolicy '{}'", "InvalidPolicyDocument")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy \"{`\"a`\": `\"$([char]0xD800)`\"}\" -DifferencePolicy '{}'", "InvalidPolicyDocument")]
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

    public void Dispose() => _session.Dispose();
}
