using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A declared role is narrowed to the actions that the deployed function used. Resources and conditions stay.</summary>
public sealed class TemplateNarrowerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Unused_actions_go_and_the_resource_stays_symbolic()
    {
        var narrowed = Narrow("[sqs:SendMessage, sqs:PurgeQueue]", "!GetAtt Queue.Arn", Used("sqs:SendMessage"));
        Assert.Empty(narrowed.Blockers);
        var document = Assert.Single(narrowed.Policies).Document;
        Assert.Contains("sqs:SendMessage", document, StringComparison.Ordinal);
        Assert.DoesNotContain("PurgeQueue", document, StringComparison.Ordinal);
        Assert.Contains(Symbol.Fixed("Queue.Arn"), document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_wildcard_text_around_two_symbols_is_told_apart()
    {
        var template = Template("[sqs:SendMessage, sqs:PurgeQueue]", "[!Sub '${Queue.Arn}*', !Sub '${Other.Arn}', !Sub '${Queue.Arn}']");
        var narrowed = Narrow(template, Used("sqs:SendMessage"));
        var document = Assert.Single(narrowed.Policies).Document;
        Assert.Contains($"\"{Symbol.Fixed("Queue.Arn")}*\"", document, StringComparison.Ordinal);
        Assert.Contains($"\"{Symbol.Fixed("Other.Arn")}\"", document, StringComparison.Ordinal);
        Assert.Contains($"\"{Symbol.Fixed("Queue.Arn")}\"", document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deny_of_a_symbol_stays_and_takes_nothing_away()
    {
        var template = Template("[sqs:SendMessage, sqs:PurgeQueue]", "'*'").Replace(
            "            Statement:\n",
            "            Statement:\n              - {Effect: Deny, Action: 'sqs:*', Resource: !GetAtt Other.Arn}\n",
            StringComparison.Ordinal);
        var narrowed = Narrow(template, Used("sqs:SendMessage"));
        Assert.Empty(narrowed.Blockers);
        Assert.Contains(narrowed.Policies, policy => policy.Document.Contains("sqs:SendMessage", StringComparison.Ordinal));
        Assert.Contains(narrowed.Policies, policy => policy.Document.Contains("\"Deny\"", StringComparison.Ordinal)
            && policy.Document.Contains(Symbol.Fixed("Other.Arn"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("!Ref Actions", "'*'", "PolicyUnread")]
    [InlineData("[sqs:SendMessage]", "!GetAtt Queue.Arn", null)]
    public void What_the_template_does_not_decide_blocks(string action, string resource, string? issue) => Assert.Equal(
        issue is null ? [] : [issue], Narrow(action, resource, Used("sqs:SendMessage")).Blockers.Select(blocker => blocker.Id));

    [Fact]
    public void A_symbol_in_NotResource_blocks()
    {
        var template = Template("[sqs:SendMessage]", "!GetAtt Queue.Arn")
            .Replace("Resource: !GetAtt", "NotResource: !GetAtt", StringComparison.Ordinal);
        Assert.Equal(["PolicyUnread"], Narrow(template, Used("sqs:SendMessage")).Blockers.Select(blocker => blocker.Id));
    }

    [Theory]
    [InlineData("stack-One-1X2Y3Z4A5B6C", null)]
    [InlineData("stack-Another-1X2Y3Z4A5B6C", "UsageMissing")]
    [InlineData("svc-One-prod-Two-1X2Y3Z4A5B6C", "UsageMissing")]
    [InlineData("One", null)]
    public void Usage_belongs_to_the_function_that_was_deployed_from_the_declaration(string name, string? issue) => Assert.Equal(
        issue is null ? [] : [issue],
        Narrow("[sqs:SendMessage]", "!GetAtt Queue.Arn", Used("sqs:SendMessage", name)).Blockers.Select(blocker => blocker.Id));

    [Theory]
    [InlineData("sqs:ReceiveMessage")]
    [InlineData("ec2:CreateNetworkInterface")]
    [InlineData("xray:PutTraceSegments")]
    [InlineData("kinesis:GetRecords")]
    [InlineData("secretsmanager:GetSecretValue")]
    public void What_Lambda_itself_can_need_is_kept(string action)
    {
        var narrowed = Narrow($"[sqs:SendMessage, sqs:PurgeQueue, '{action}']", "'*'", Used("sqs:SendMessage"));
        Assert.Empty(narrowed.Blockers);
        Assert.Contains(action, Assert.Single(narrowed.Policies).Document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_the_template_computes_is_no_made_up_one()
    {
        var template = Template("[sqs:SendMessage]", "!GetAtt Queue.Arn").Replace(
            "One: {Type: AWS::Lambda::Function, Properties: {",
            "One: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Ref Actions, ",
            StringComparison.Ordinal);
        Assert.Equal(["UsageMissing"], Narrow(template, Used("sqs:SendMessage")).Blockers.Select(blocker => blocker.Id));
        Assert.Equal(["UsageMissing"], Narrow(template, Used("sqs:SendMessage", "One")).Blockers.Select(blocker => blocker.Id));
    }

    [Fact]
    public void Two_deployments_need_a_choice() => Assert.Equal(
        ["UsageAmbiguous"],
        Narrow(
            Template("[sqs:SendMessage]", "!GetAtt Queue.Arn"), Used("sqs:SendMessage", "a-One-1A2B3C4D5E6F"),
            Used("sqs:SendMessage", "b-One-1A2B3C4D5E6G"))
            .Blockers.Select(blocker => blocker.Id));

    [Fact]
    public void Too_little_evidence_blocks() => Assert.Contains(
        "EvidenceTooShort",
        Narrow("[sqs:SendMessage]", "'*'", Used("sqs:SendMessage") with { From = Now.AddDays(-3) }).Blockers.Select(blocker => blocker.Id));

    private static TemplateNarrowing Narrow(string action, string resource, LambdaRoleUsage usage) =>
        Narrow(Template(action, resource), usage);

    private static TemplateNarrowing Narrow(string template, params LambdaRoleUsage[] usage)
    {
        var stack = Cfn.Read(template);
        return new TemplateNarrower(usage, new NarrowingOptions(), Now, CancellationToken.None)
            .Narrow(stack.Functions.Single(function => function.Declaration.Address == "One"), stack.Roles.Single());
    }

    private static LambdaRoleUsage Used(string action, string function = "stack-One-1A2B3C4D5E6F") => new()
    {
        FunctionName = function,
        FunctionArn = $"arn:aws:lambda:us-east-1:123456789012:function:{function}",
        Region = "us-east-1",
        AccountId = "123456789012",
        RoleArn = "arn:aws:iam::123456789012:role/stack-Role-1",
        From = Now.AddDays(-60),
        To = Now,
        Permissions = [
            new UsedPermission(
                action, "arn:aws:sqs:us-east-1:123456789012:real-queue", 3, 0, Now.AddDays(-9), Now.AddDays(-1), ["us-east-1"], ["e1"],
                default)],
        Coverage = [new ServiceCoverage("sqs", null, CoverageStatus.Seen, "", 2, 1, null)],
        Source = UsageSource.Files,
        CoversAllRegions = true,
        IsComplete = true,
    };

    private static string Template(string action, string resource) => $$$$$"""
        Parameters:
          Actions: {Type: String}
        Resources:
          Queue: {Type: AWS::SQS::Queue}
          Other: {Type: AWS::SQS::Queue}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}}
              Policies:
                - PolicyName: data
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: {{{{{action}}}}}
                        Resource: {{{{{resource}}}}}
          One: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
          Two: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
        """.ReplaceLineEndings("\n");
}
