using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>Our policy templates and features are what AWS publishes under those names.</summary>
public class PolicyTemplatePeerTests
{
    [Fact]
    public async Task Templates_have_the_names_parameters_and_permissions_of_AWS_SAM()
    {
        await Python.RequireAsync();
        using var json = JsonDocument.Parse(await Python.ReadAsync("sam_templates.py"));
        var published = json.RootElement.EnumerateObject().ToDictionary(template => template.Name, template => template.Value);
        Assert.Equal(published.Keys.Order(StringComparer.Ordinal), PolicyTemplates.Names);
        foreach (var (name, template) in published)
        {
            var parameters = PolicyTemplates.ParametersOf(name);
            Assert.Equal(
                template.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetString()),
                parameters.Order(StringComparer.Ordinal));
            var ours = PolicyDocument.Parse(PolicyTemplates.Fill(
                name, parameters.ToDictionary(parameter => parameter, parameter => $"value-of-{parameter}"), "aws", "us-east-1",
                "123456789012"));
            Assert.True(PolicyDocument.Parse(template.GetProperty("document").GetRawText()).Canonical == ours.Canonical, name);
        }
    }

    [Fact]
    public async Task Every_feature_has_a_managed_policy_that_AWS_has()
    {
        var published = await ManagedPolicies.TextsAsync();
        foreach (var feature in Enum.GetValues<LambdaFeature>())
        {
            var arn = FeaturePolicies.Arn(feature, "aws");
            if (feature == LambdaFeature.MQ) Assert.Null(arn);
            else Assert.Contains(arn![(arn!.LastIndexOf('/') + 1)..], published.Keys);
        }

        Assert.DoesNotContain("AWSLambdaMQExecutionRole", published.Keys);
        Assert.Equal(
            "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole", FeaturePolicies.Arn(LambdaFeature.SQS, "aws-cn"));
    }

    /// <summary>What a function's settings ask for is part of what AWS's policy for that feature allows.</summary>
    [Fact]
    public async Task Scoped_policies_allow_no_more_than_AWSs_own()
    {
        var published = await ManagedPolicies.TextsAsync();
        PolicySet Aws(params string[] names) => new(names.Select(name => PolicyDocument.Parse(published[name])));
        var vpc = ScopedPolicyTests.Detail() with { IsInVpc = true, TracingMode = "Active" };
        Verify(vpc, [], Aws("AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess"));
        Verify(
            ScopedPolicyTests.Detail(), [ScopedPolicyTests.Mapping("arn:aws:sqs:us-east-1:123456789012:jobs")],
            Aws("AWSLambdaSQSQueueExecutionRole"));
        Verify(
            ScopedPolicyTests.Detail(), [ScopedPolicyTests.Mapping("arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1")],
            Aws("AWSLambdaKinesisExecutionRole"));
        Verify(
            ScopedPolicyTests.Detail(), [ScopedPolicyTests.Mapping("arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026")],
            Aws("AWSLambdaDynamoDBExecutionRole"));
        Verify(
            ScopedPolicyTests.Detail(), [ScopedPolicyTests.Mapping("arn:aws:kafka:us-east-1:123456789012:cluster/c/1")],
            Aws("AWSLambdaMSKExecutionRole"));
        Verify(ScopedPolicyTests.Detail() with { IsDurable = true }, [], Aws("AWSLambdaBasicDurableExecutionRolePolicy"));

        static void Verify(FunctionDetail detail, EventSourceMapping[] mappings, PolicySet aws)
        {
            var proof =
                PolicyProver.GrantsNoMoreThan(new PolicySet([PolicyDocument.Parse(ScopedPolicy.Of(detail, mappings, []).ToString())]), aws);
            Assert.True(proof.Outcome == ProofOutcome.Proven, $"{proof.Outcome}: {proof.Witnesses.FirstOrDefault()?.Request}");
        }
    }
}
