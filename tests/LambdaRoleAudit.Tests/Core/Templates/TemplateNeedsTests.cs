using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Rule LRA-301 in a template: missing for every value, there for every value, or unknown.</summary>
public sealed class TemplateNeedsTests
{
    private const FindingStatus Fail = FindingStatus.Fail;
    private const FindingStatus Passed = FindingStatus.Passed;
    private const FindingStatus Unknown = FindingStatus.Unknown;

    private const string Sqs = "[sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]";

    [Theory]
    // The same resource, or any.
    [InlineData("!GetAtt Made.Arn", "!GetAtt Made.Arn", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub '${Made.Arn}'", Passed)]
    [InlineData("!GetAtt Made.Arn", "'*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:*:*:*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Made.QueueName}'", Passed)]
    [InlineData("!GetAtt Named.Arn", "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs'", Passed)]
    [InlineData("!GetAtt Named.Arn", "'arn:aws:sqs:*:*:jobs'", Passed)]
    [InlineData("!GetAtt Prefixed.Arn", "!Sub 'arn:aws:sqs:*:*:${Stage}-jobs'", Passed)]
    [InlineData("!GetAtt Prefixed.Arn", "!Sub 'arn:aws:sqs:*:*:*-jobs'", Passed)]
    [InlineData("!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs'", "!GetAtt Named.Arn", Passed)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "'arn:aws:sqs:eu-west-1:123456789012:q'", Passed)]
    // Another resource, whatever the deployment is.
    [InlineData("!GetAtt Made.Arn", "!GetAtt Other.Arn", Fail)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:*:*:${Other.QueueName}'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!GetAtt Bucket.Arn", Fail)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sns:*:*:*'", Fail)]
    [InlineData("!GetAtt Named.Arn", "!GetAtt Made.Arn", Fail)]
    [InlineData("!GetAtt Named.Arn", "'arn:aws:sqs:*:*:jobs2'", Fail)]
    [InlineData("!GetAtt Prefixed.Arn", "'arn:aws:sqs:*:*:*-dlq'", Fail)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "'arn:aws:sqs:eu-west-1:123456789012:p'", Fail)]
    // It depends on the deployment.
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:eu-west-1:123456789012:jobs'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:*:*:${Stage}-jobs'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!Ref Stage", Unknown)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:eu-west-1:*:*'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:*:*:prod-*'", Unknown)]
    [InlineData("!GetAtt Named.Arn", "!GetAtt Prefixed.Arn", Fail)]
    [InlineData("!GetAtt Prefixed.Arn", "'arn:aws:sqs:*:*:prod-jobs'", Unknown)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "!GetAtt Made.Arn", Unknown)]
    [InlineData("!Ref Stage", "!Ref Stage", Unknown)]
    [InlineData("!Ref Stage", "'*'", Unknown)]
    [InlineData("!ImportValue Queue", "'arn:aws:sqs:*:*:*'", Unknown)]
    public void A_queue_is_the_one_of_the_policy_or_not(string source, string resource, FindingStatus expected) =>
        Assert.Equal(expected, StatusOf(Template(Sqs, resource, mapping: source)));

    private static string MappingOf(string? source) => source is null
        ? ""
        : $"  Mapping: {{Type: AWS::Lambda::EventSourceMapping, Properties: {{FunctionName: !Ref Function, EventSourceArn: {source}}}}}";

    private static FindingStatus StatusOf(string template) => Found(template).Status;

    private static LambdaRoleFinding Found(string template)
    {
        var found = new TemplateExaminer(
                new FindingOptions { IncludePassed = true, Rules = [RuleCatalog.All.Single(rule => rule.RuleId == "LRA-301")] }, Selection.Everything)
            .Run(new TemplateSet([Cfn.Read(template)])).ToList();
        Assert.All(found, one => Assert.True(
            (one.Evidence + one.Remedy).All(c => c is < '\uE000' or > '\uF8FF') && !one.Evidence.Contains("arn:aws:lra", StringComparison.Ordinal)
            && !one.Evidence.Contains("aws-declared", StringComparison.Ordinal), one.Evidence));
        return Assert.Single(found);
    }

    private static string Template(
        string action, string resource, string? mapping = null, string function = "", string more = "", string condition = "") => $$"""
        AWSTemplateFormatVersion: '2010-09-09'
        Parameters:
          Stage: {Type: String}
          Subnets: {Type: List<AWS::EC2::Subnet::Id> }
          Texts: {Type: CommaDelimitedList}
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Resources:
          Made: {Type: AWS::SQS::Queue}
          Other: {Type: AWS::SQS::Queue}
          Named: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs} }
          Prefixed: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${Stage}-jobs'} }
          Bucket: {Type: AWS::S3::Bucket}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com} }]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
              Policies:
                - PolicyName: own
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: {{action}}
                        Resource: {{resource}}
                        {{condition}}
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Role: !GetAtt Role.Arn
              {{function}}
        {{MappingOf(mapping)}}
        {{more}}
        """;
}
