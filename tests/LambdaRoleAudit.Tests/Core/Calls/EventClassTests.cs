using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Tests.Core.Calls;

/// <summary>How CloudTrail records the use of an action.</summary>
public class EventClassTests
{
    [Theory]
    [InlineData("s3:GetObject", EventClass.Data, "AWS::S3::Object", true)]
    [InlineData("s3:putobject", EventClass.Data, "AWS::S3::Object", false)]
    [InlineData("s3:ListBucket", EventClass.Data, "AWS::S3::Object", true)]
    [InlineData("s3:GetBucketPolicy", EventClass.Management, "", true)]
    [InlineData("dynamodb:PutItem", EventClass.Data, "AWS::DynamoDB::Table", false)]
    [InlineData("dynamodb:PartiQLSelect", EventClass.Data, "AWS::DynamoDB::Table", false)]
    [InlineData("dynamodb:GetRecords", EventClass.Data, "AWS::DynamoDB::Stream", true)]
    [InlineData("dynamodb:DescribeTable", EventClass.Management, "", true)]
    [InlineData("lambda:InvokeFunction", EventClass.Data, "AWS::Lambda::Function", false)]
    [InlineData("sqs:SendMessage", EventClass.Data, "AWS::SQS::Queue", false)]
    [InlineData("sqs:DeleteQueue", EventClass.Management, "", false)]
    [InlineData("sns:Publish", EventClass.Data, "AWS::SNS::Topic AWS::SNS::PlatformEndpoint", false)]
    [InlineData("cloudwatch:PutMetricData", EventClass.Data, "AWS::CloudWatch::Metric", false)]
    [InlineData("secretsmanager:GetSecretValue", EventClass.Management, "", true)]
    [InlineData("kms:Decrypt", EventClass.Management, "", true)]
    [InlineData("ssm:GetParameter", EventClass.Management, "", true)]
    [InlineData("ec2:DescribeInstances", EventClass.Management, "", true)]
    [InlineData("iam:CreateRole", EventClass.Management, "", false)]
    [InlineData("events:PutPartnerEvents", EventClass.Data, "AWS::Events::EventSource", false)]
    [InlineData(
        "servicediscovery:DiscoverInstances", EventClass.Data, "AWS::ServiceDiscovery::Namespace AWS::ServiceDiscovery::Service", true)]
    [InlineData("glue:GetJob", EventClass.Management, "", true)]
    [InlineData("ecr:PutImage", EventClass.Management, "", false)]
    [InlineData("config:PutEvaluations", EventClass.Management, "", false)]
    [InlineData("states:DescribeStateMachine", EventClass.Management, "", true)]
    public void The_table_says_it(string action, EventClass expected, string types, bool isRead)
    {
        var found = EventClasses.Of(action);
        Assert.Equal(
            (expected, types, isRead, true), (found.Class, string.Join(' ', found.ResourceTypes), found.IsRead, found.IsReadKnown));
    }

    [Theory]
    [InlineData("iam:PassRole", EventClass.NeverLogged)]
    [InlineData("logs:PutLogEvents", EventClass.NeverLogged)]
    [InlineData("execute-api:Invoke", EventClass.NeverLogged)]
    [InlineData("xray:PutTraceSegments", EventClass.Unknown)]
    [InlineData("logs:CreateLogStream", EventClass.Unknown)]
    [InlineData("states:StartSyncExecution", EventClass.Unknown)]
    [InlineData("apigateway:POST", EventClass.Unknown)]
    [InlineData("ecr:ReplicateImage", EventClass.Unknown)]
    [InlineData("glue:GetTable", EventClass.Unknown)]
    [InlineData("glue:PassConnection", EventClass.Unknown)]
    [InlineData("elasticfilesystem:ClientWrite", EventClass.Unknown)]
    [InlineData("rekognition:TagResource", EventClass.Unknown)]
    [InlineData("sagemaker:PutRecord", EventClass.Unknown)]
    [InlineData("iot:CreateThing", EventClass.Unknown)]
    [InlineData("wafv2:GetIPSet", EventClass.Unknown)]
    [InlineData("s3:ListBucketMultipartUploads", EventClass.Unknown)]
    [InlineData("nobody:Knows", EventClass.Unknown)]
    [InlineData("iam:NoSuchAction", EventClass.Unknown)]
    [InlineData("", EventClass.Unknown)]
    [InlineData(":", EventClass.Unknown)]
    public void What_is_not_certain_is_unknown_and_some_uses_are_never_recorded(string action, EventClass expected) =>
        Assert.Equal(expected, EventClasses.Of(action).Class);

    [Fact]
    public void If_a_use_counts_as_reading_is_known_only_from_AWS_or_from_a_plain_verb()
    {
        Assert.True(EventClasses.Of("sqs:DeleteQueue").IsReadKnown);
        Assert.False(EventClasses.Of("sqs:PurgeQueue").IsReadKnown);
        Assert.False(EventClasses.Of("sqs:ReceiveMessage").IsReadKnown);
    }

    [Fact]
    public void A_data_event_has_types_of_resources_and_no_other_has()
    {
        var found = ActionCatalog.Prefixes.SelectMany(prefix => ActionCatalog.Find(prefix)!.Actions)
            .Select(action => EventClasses.Of(action.Action)).ToList();
        Assert.All(found, each => Assert.Equal(each.Class == EventClass.Data, each.ResourceTypes.Count > 0));
        Assert.True(found.Count(each => each.Class == EventClass.Data) > 70);
        Assert.True(found.Count(each => each.Class == EventClass.Unknown) > 10_000);
    }
}
