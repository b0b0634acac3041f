using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests;

/// <summary>A function's settings, and what they ask of its role.</summary>
public class ScopedPolicyTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:f";

    internal static FunctionDetail Detail() => new()
    {
        Function = new LambdaFunction
        {
            FunctionName = "f",
            FunctionArn = Arn,
            Role = "arn:aws:iam::123456789012:role/r",
            Region = "us-east-1",
            AccountId = "123456789012",
            Version = LambdaFunction.Latest
        },
    };

    internal static EventSourceMapping Mapping(string? source, string? failed = null, params (string, string)[] access) =>
        new() { Uuid = "u", EventSourceArn = source, OnFailureArn = failed, SourceAccess = access };

    public static TheoryData<string, FunctionDetail, EventSourceMapping[], string[]> Settings() => new()
    {
        { "nothing", Detail(), [], ["LogGroup", "LogStreams"] },
        { "VPC", Detail() with { IsInVpc = true }, [], ["LogGroup", "LogStreams", "VpcConfig"] },
        { "X-Ray", Detail() with { TracingMode = "Active" }, [], ["LogGroup", "LogStreams", "TracingConfig"] },
        { "X-Ray passed through", Detail() with { TracingMode = "PassThrough" }, [], ["LogGroup", "LogStreams"] },
        { "dead letters", Detail() with { DeadLetterTargetArn = "arn:aws:sns:us-east-1:123456789012:t" }, [],
            ["LogGroup", "LogStreams", "DeadLetterConfig"] },
        { "EFS", Detail() with { FileSystemArns = ["arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-1"] }, [],
            ["LogGroup", "LogStreams", "FileSystemConfigs"] },
        { "KMS", Detail() with { KmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/k" }, [], ["LogGroup", "LogStreams", "KmsKey"] },
        { "durable", Detail() with { IsDurable = true }, [], ["LogGroup", "LogStreams", "DurableConfig"] },
        { "layers and images", Detail() with { PackageType = "Image", LayerArns = ["arn:aws:lambda:us-east-1:1:layer:l:1"] }, [],
            ["LogGroup", "LogStreams"] },
        { "a queue", Detail(), [Mapping("arn:aws:sqs:us-east-1:123456789012:q")], ["LogGroup", "LogStreams", "QueueSource"] },
        { "two queues", Detail(), [Mapping("arn:aws:sqs:us-east-1:123456789012:q"), Mapping("arn:aws:sqs:us-east-1:123456789012:p")],
            ["LogGroup", "LogStreams", "QueueSource", "QueueSource2"] },
        { "a stream with a destination", Detail(),
            [Mapping("arn:aws:kinesis:us-east-1:123456789012:stream/s", "arn:aws:sqs:us-east-1:123456789012:failed")],
            ["LogGroup", "LogStreams", "OnFailure", "StreamSource", "ListStreams"] },
        { "a consumer", Detail(), [Mapping("arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1")],
            ["LogGroup", "LogStreams", "StreamSource", "StreamConsumer", "ListStreams"] },
        { "a table", Detail(), [Mapping("arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026", "arn:aws:s3:::failed")],
            ["LogGroup", "LogStreams", "OnFailure", "OnFailureList", "StreamSource", "ListStreams"] },
        { "MQ", Detail(),
            [Mapping(
                "arn:aws:mq:us-east-1:123456789012:broker:b:1", null,
                ("BASIC_AUTH", "arn:aws:secretsmanager:us-east-1:123456789012:secret:s"))],
            ["LogGroup", "LogStreams", "SourceAccess", "BrokerSource", "BrokerNetwork"] },
        { "self-managed Kafka", Detail(), [Mapping(null, null, ("VPC_SUBNET", "subnet:s"))],
            ["LogGroup", "LogStreams", "SelfManagedKafka"] },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Each_setting_has_its_statement(string setting, FunctionDetail detail, EventSourceMapping[] mappings, string[] sids)
    {
        var notes = new List<string>();
        var document = PolicyDocument.Parse(ScopedPolicy.Of(detail, mappings, notes).ToString());
        Assert.True(sids.SequenceEqual(document.Statements.Select(statement => statement.Sid!)), $"{setting}: {document}");
        Assert.Empty(notes);
        // Where an ARN is known, the permission is held to it.
        foreach (var statement in document.Statements.Where(statement =>
            !(statement.Sid!.EndsWith("Network", StringComparison.Ordinal)
                || statement.Sid is "VpcConfig" or "TracingConfig" or "ListStreams" or "SelfManagedKafka")))
            Assert.DoesNotContain("*", statement.Resources!.Values);
    }

    [Fact]
    public void Its_own_log_group_is_honoured_and_another_partition_too()
    {
        var detail = Detail() with
        {
            LogGroup = "/shared/logs",
            Function = new LambdaFunction
            {
                FunctionName = "f",
                FunctionArn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:f",
                Role = "arn:aws-cn:iam::123456789012:role/r",
                Region = "cn-north-1",
                AccountId = "123456789012",
                Version = LambdaFunction.Latest
            },
        };
        Assert.Contains(
            "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/shared/logs:*", ScopedPolicy.Of(detail, [], []).ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:events:us-east-1:123456789012:bus/b")]
    [InlineData("not an ARN")]
    public void What_is_not_known_is_said_and_grants_nothing(string target)
    {
        var notes = new List<string>();
        var document = PolicyDocument.Parse(
            ScopedPolicy.Of(Detail() with { DeadLetterTargetArn = target, FileSystemArns = [target] }, [], notes).ToString());
        Assert.Equal(2, document.Statements.Count);
        Assert.Equal(2, notes.Count);
    }
}
