using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Tests.Core.Calls;

/// <summary>From a call to the resources of its permissions.</summary>
public class CallResourceTests
{
    private const string Here = "eu-west-1:111122223333";

    [Theory]
    [InlineData("s3", "GetObject", """{"bucketName":"b","key":"a/é b.txt"}""", "arn:aws:s3:::b/a/é b.txt")]
    [InlineData("s3", "ListObjects", """{"bucketName":"b","prefix":"x/"}""", "arn:aws:s3:::b")]
    [InlineData("s3", "GetObject", """{"bucketName":"arn:aws:s3:eu-west-1:1:accesspoint/p","key":"k"}""",
        "arn:aws:s3:eu-west-1:1:accesspoint/p/object/k")]
    [InlineData("s3", "GetObject", """{"bucketName":"p-abc-s3alias","key":"k"}""", "unknown")]
    [InlineData("s3", "ListBuckets", "{}", "*")]
    [InlineData("dynamodb", "GetItem", """{"tableName":"t"}""", $"arn:aws:dynamodb:{Here}:table/t")]
    [InlineData("dynamodb", "GetItem", """{"tableName":"arn:aws:dynamodb:eu-west-1:999922223333:table/t"}""",
        "arn:aws:dynamodb:eu-west-1:999922223333:table/t")]
    [InlineData("dynamodb", "Scan", """{"tableName":"t","indexName":"i"}""", $"arn:aws:dynamodb:{Here}:table/t/index/i")]
    [InlineData("dynamodb", "GetRecords", """{"shardIterator":"arn:aws:dynamodb:eu-west-1:1:table/t/stream/2021|1|AA"}""",
        "arn:aws:dynamodb:eu-west-1:1:table/t/stream/2021")]
    [InlineData("sqs", "ReceiveMessage", """{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/999922223333/q"}""",
        "arn:aws:sqs:eu-west-1:999922223333:q")]
    [InlineData("sqs", "ReceiveMessage", """{"queueUrl":"q"}""", "unknown")]
    [InlineData("sns", "Publish", """{"topicArn":"arn:aws:sns:eu-west-1:1:t"}""", "arn:aws:sns:eu-west-1:1:t")]
    [InlineData("sns", "Publish", """{"phoneNumber":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", "*")]
    [InlineData("sns", "Publish", """{"targetArn":"arn:aws:sns:eu-west-1:1:endpoint/APNS/a/u"}""", "unknown")]
    [InlineData("secretsmanager", "GetSecretValue", """{"secretId":"db"}""", $"arn:aws:secretsmanager:{Here}:secret:db-??????")]
    [InlineData("secretsmanager", "GetSecretValue", """{"secretId":"arn:aws:secretsmanager:eu-west-1:1:secret:db-a1B2c3"}""",
        "arn:aws:secretsmanager:eu-west-1:1:secret:db-a1B2c3")]
    [InlineData("secretsmanager", "GetSecretValue", """{"secretId":"arn:aws:secretsmanager:eu-west-1:1:secret:db"}""",
        "arn:aws:secretsmanager:eu-west-1:1:secret:db-??????")]
    [InlineData("secretsmanager", "GetSecretValue", """{"secretId":"arn:aws:secretsmanager:eu-west-1:1:secret:my-secret"}""", "unknown")]
    [InlineData("ssm", "GetParameter", """{"name":"/a/b:3"}""", $"arn:aws:ssm:{Here}:parameter/a/b")]
    [InlineData("ssm", "GetParametersByPath", """{"path":"/"}""", "unknown")]
    [InlineData("kms", "Encrypt", """{"keyId":"1234abcd-12ab-34cd-56ef-1234567890ab"}""",
        $"arn:aws:kms:{Here}:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("kms", "Encrypt", """{"keyId":"alias/x"}""", "unknown")]
    [InlineData("kms", "Encrypt", """{"keyId":"arn:aws:kms:eu-west-1:1:alias/x"}""", "unknown")]
    [InlineData("kinesis", "PutRecord", """{"streamName":"s"}""", $"arn:aws:kinesis:{Here}:stream/s")]
    [InlineData("firehose", "PutRecordBatch", """{"deliveryStreamName":"s"}""", $"arn:aws:firehose:{Here}:deliverystream/s")]
    [InlineData("events", "PutRule", """{"name":"r"}""", $"arn:aws:events:{Here}:rule/r")]
    [InlineData("events", "PutRule", """{"name":"r","eventBusName":"arn:aws:events:eu-west-1:1:event-bus/b"}""",
        $"arn:aws:events:{Here}:rule/b/r")]
    [InlineData("states", "StartExecution", """{"stateMachineArn":"arn:aws:states:eu-west-1:1:stateMachine:m:live"}""",
        "arn:aws:states:eu-west-1:1:stateMachine:m:live")]
    [InlineData("lambda", "Invoke", """{"functionName":"f"}""", $"arn:aws:lambda:{Here}:function:f")]
    [InlineData("lambda", "Invoke", """{"functionName":"f","qualifier":"live"}""", $"arn:aws:lambda:{Here}:function:f:live")]
    [InlineData("lambda", "Invoke", """{"functionName":"999922223333:function:f:3"}""",
        "arn:aws:lambda:eu-west-1:999922223333:function:f:3")]
    [InlineData("lambda", "Invoke", """{"functionName":"arn:aws:lambda:eu-west-1:999922223333:function:f"}""",
        "arn:aws:lambda:eu-west-1:999922223333:function:f")]
    [InlineData("lambda", "Invoke", """{"functionName":"a:b:c:d:e"}""", "unknown")]
    [InlineData("athena", "StartQueryExecution", "{}", $"arn:aws:athena:{Here}:workgroup/primary")]
    [InlineData("bedrock", "InvokeModel", """{"modelId":"amazon.nova-lite-v1:0"}""",
        "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0")]
    [InlineData("bedrock", "InvokeModel", """{"modelId":"eu.amazon.nova-lite-v1:0"}""", "unknown")]
    [InlineData("ec2", "DescribeInstances", "{}", "*")]
    [InlineData("ec2", "TerminateInstances", """{"instancesSet":{"items":[{"instanceId":"i-1"}]}}""", $"arn:aws:ec2:{Here}:instance/i-1")]
    [InlineData("ec2", "RunInstances", """{"instanceType":"t3.nano"}""", "unknown")]
    [InlineData("ecs", "RunTask", """{"taskDefinition":"f:3"}""", $"arn:aws:ecs:{Here}:task-definition/f:3")]
    [InlineData("ecs", "RunTask", """{"taskDefinition":"f"}""", "unknown")]
    [InlineData("ecs", "UpdateService", """{"cluster":"arn:aws:ecs:eu-west-1:1:cluster/c","service":"s"}""",
        $"arn:aws:ecs:{Here}:service/c/s")]
    [InlineData("logs", "FilterLogEvents", """{"logGroupName":"/g"}""", $"arn:aws:logs:{Here}:log-group:/g:log-stream:")]
    [InlineData("logs", "PutLogEvents", """{"logGroupName":"/g","logStreamName":"s"}""", $"arn:aws:logs:{Here}:log-group:/g:log-stream:s")]
    [InlineData("monitoring", "PutMetricData", "{}", "*")]
    [InlineData("cognito-idp", "AdminGetUser", """{"userPoolId":"p"}""", $"arn:aws:cognito-idp:{Here}:userpool/p")]
    [InlineData("iam", "GetRole", """{"roleName":"r"}""", "unknown")]
    [InlineData("scheduler", "CreateSchedule", """{"name":"s"}""", $"arn:aws:scheduler:{Here}:schedule/default/s")]
    [InlineData("rdsdata", "BeginTransaction", """{"resourceArn":"arn:aws:rds:eu-west-1:1:cluster:c"}""",
        "arn:aws:rds:eu-west-1:1:cluster:c")]
    [InlineData("sts", "AssumeRole", """{"roleArn":"arn:aws:iam::999922223333:role/r"}""", "arn:aws:iam::999922223333:role/r")]
    [InlineData("ecr", "BatchGetImage", """{"repositoryName":"r","registryId":"999922223333"}""",
        "arn:aws:ecr:eu-west-1:999922223333:repository/r")]
    [InlineData("codebuild", "StartBuild", """{"projectName":"p"}""", $"arn:aws:codebuild:{Here}:project/p")]
    public void Request_parameters_name_the_resource(string source, string name, string parameters, string resource) =>
        Assert.Equal(
            [resource],
            CallCatalog.Map(Calls.Call(source, name, parameters)).Permissions.Select(permission => permission.ResourceArn ?? "unknown"));

    [Fact]
    public void The_record_s_own_resources_come_first_if_the_action_takes_their_type()
    {
        const string Key = "arn:aws:kms:eu-west-1:999922223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        Assert.Equal([$"kms:Decrypt@{Key}"], Calls.Permissions(Calls.Call("kms", "Decrypt", """{"keyId":"alias/x"}""", Key)));
        Assert.Equal(["kms:Decrypt@unknown"], Calls.Permissions(Calls.Call("kms", "Decrypt", null, "arn:aws:kms:eu-west-1:1:alias/x")));
        Assert.Equal(
            ["ssm:GetParameters@arn:aws:ssm:eu-west-1:1:parameter/a", "ssm:GetParameters@arn:aws:ssm:eu-west-1:1:parameter/b"],
            Calls.Permissions(Calls.Call("ssm", "GetParameters", """{"names":["x"]}""",
                "arn:aws:ssm:eu-west-1:1:parameter/a", "arn:aws:ssm:eu-west-1:1:parameter/b")));
    }

    [Fact]
    public void A_list_gives_a_permission_for_each_item_and_an_unknown_one_for_what_is_hidden() => Assert.Equal(
        [
            $"events:PutEvents@arn:aws:events:{Here}:event-bus/default",
            $"events:PutEvents@arn:aws:events:{Here}:event-bus/b",
            "events:PutEvents@unknown",
        ],
        Calls.Permissions(Calls.Call("events", "PutEvents",
            """{"entries":[{"source":"a"},{"eventBusName":"b"},{"eventBusName":"HIDDEN_X"},{"eventBusName":"b"}]}""")));

    [Fact]
    public void A_table_s_action_of_Glue_needs_the_catalog_and_the_database_too() => Assert.Equal(
        [$"arn:aws:glue:{Here}:catalog", $"arn:aws:glue:{Here}:database/d", $"arn:aws:glue:{Here}:table/d/t"],
        CallCatalog.Map(Calls.Call("glue", "GetTable", """{"databaseName":"d","name":"t"}""")).Permissions
            .Select(permission => permission.ResourceArn).Order(StringComparer.Ordinal));

    [Fact]
    public void Other_partitions_have_their_own_ARNs()
    {
        var call = Calls.Call("sqs", "SendMessage", """{"queueUrl":"https://x/111122223333/q"}""") with
        {
            Partition = "aws-cn",
            Region = "cn-north-1",
            EventSource = "sqs.amazonaws.com.cn",
        };
        Assert.Equal(["sqs:SendMessage@arn:aws-cn:sqs:cn-north-1:111122223333:q"], Calls.Permissions(call));
    }
}
