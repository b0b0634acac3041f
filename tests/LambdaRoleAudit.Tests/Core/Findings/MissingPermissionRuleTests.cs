using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>LRA-301: what is asked is what real requests ask, so that what frameworks and AWS's pages write never fails it.</summary>
public sealed class MissingPermissionRuleTests
{
    private const string A = Plant.Account;
    private const string R = Plant.Region;
    private const string Group = $"arn:aws:logs:{R}:{A}:log-group:/aws/lambda/planted";
    private const string AccessPoint = $"arn:aws:elasticfilesystem:{R}:{A}:access-point/fsap-1";
    private const string Queue = $"arn:aws:sqs:{R}:{A}:jobs";
    private const string Stream = $"arn:aws:kinesis:{R}:{A}:stream/clicks";
    private const string Table = $"arn:aws:dynamodb:{R}:{A}:table/orders";
    private const string VpcActions = """["ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DeleteNetworkInterface"]""";

    private static FunctionDetail InVpc(FunctionDetail detail) =>
        detail with { IsInVpc = true, SubnetIds = ["subnet-1", "subnet-2"], SecurityGroupIds = ["sg-1"] };

    private static FunctionDetail WithFiles(FunctionDetail detail) => detail with { FileSystemArns = [AccessPoint] };

    /// <summary>What others write, by hand or by tool: name, settings, sources, policies. None may fail.</summary>
    public static TheoryData<string, string, string[]> Forms() => new()
    {
        // serverless/serverless, lib/plugins/aws/package/lib/merge-iam-templates.js: the prefix is that of the service and stage.
        { "Serverless Framework, logs", "logs",
            [Allow(
                """["logs:CreateLogStream","logs:CreateLogGroup","logs:TagResource"]""",
                $"arn:aws:logs:{R}:{A}:log-group:/aws/lambda/pla*:*"),
                Allow("\"logs:PutLogEvents\"", $"arn:aws:logs:{R}:{A}:log-group:/aws/lambda/pla*:*:*")] },
        { "Serverless Framework, a function of a name of its own", "logs",
            [Allow("""["logs:CreateLogStream","logs:CreateLogGroup"]""", $"{Group}:*"), Allow("\"logs:PutLogEvents\"", $"{Group}:*:*")] },
        { "Serverless Framework, disableLogs", "logs",
            [Allow("""["logs:CreateLogStream","logs:CreateLogGroup","logs:PutLogEvents"]""", $"{Group}*:*"),
                $$"""{"Effect":"Deny","Action":"logs:PutLogEvents","Resource":["{{Group}}:*"]}"""] },
        // The same, lib/plugins/aws/package/compile/functions.js: the access point is written as the resource.
        { "Serverless Framework, EFS", "efs",
            [Allow("""["elasticfilesystem:ClientMount","elasticfilesystem:ClientWrite"]""", AccessPoint)] },
        // The same, compile/events/stream.js and sqs.js.
        { "Serverless Framework, a Kinesis stream", "kinesis",
            [Allow("""["kinesis:GetRecords","kinesis:GetShardIterator","kinesis:DescribeStreamSummary","kinesis:ListShards"]""", Stream)] },
        { "Serverless Framework, a table's stream", "dynamodb",
            [Allow(
                """["dynamodb:GetRecords","dynamodb:GetShardIterator","dynamodb:DescribeStream","dynamodb:ListStreams"]""",
                $"{Table}/stream/1")] },
        { "Serverless Framework, a queue", "sqs",
            [Allow("""["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"]""", Queue)] },
        { "Serverless Framework, tracing", "xray", [Allow("""["xray:PutTraceSegments","xray:PutTelemetryRecords"]""", "*")] },
        // aws/serverless-application-model, samtranslator/policy_templates_data/policy_templates.json.
        { "AWS SAM, EFSWriteAccessPolicy", "efs",
            [Allow(
                """["elasticfilesystem:ClientMount","elasticfilesystem:ClientWrite"]""",
                $"arn:aws:elasticfilesystem:{R}:{A}:file-system/fs-1",
                $$$"""{"StringEquals":{"elasticfilesystem:AccessPointArn":"{{{AccessPoint}}}"}}""")] },
        { "AWS SAM, VPCAccessPolicy", "vpc",
            [Allow(
                """["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DetachNetworkInterface"]""", "*")] },
        { "AWS SAM, SQSPollerPolicy", "sqs",
            [Allow(
                """["sqs:ChangeMessageVisibility","sqs:ChangeMessageVisibilityBatch","sqs:DeleteMessage","sqs:DeleteMessageBatch","sqs:GetQueueAttributes","sqs:ReceiveMessage"]""", Queue)] },
        { "AWS SAM, KinesisStreamReadPolicy", "kinesis",
            [Allow("""["kinesis:ListStreams","kinesis:DescribeLimits"]""", $"arn:aws:kinesis:{R}:{A}:stream/*"),
                Allow(
                    """["kinesis:DescribeStream","kinesis:DescribeStreamSummary","kinesis:GetRecords","kinesis:GetShardIterator"]""",
                    Stream)] },
        { "AWS SAM, DynamoDBStreamReadPolicy", "dynamodb",
            [Allow("""["dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator"]""", $"{Table}/stream/1"),
                Allow("\"dynamodb:ListStreams\"", $"{Table}/stream/*")] },
        // aws/aws-cdk, aws-lambda/lib/filesystem.ts and function.ts, aws-sqs/lib/queue-base.ts, aws-kinesis/lib/stream.ts,
        // aws-dynamodb/lib/perms.ts.
        { "AWS CDK, fromEfsAccessPoint", "efs",
            [Allow(
                "\"elasticfilesystem:ClientMount\"", "*",
                $$$"""{"StringEquals":{"elasticfilesystem:AccessPointArn":"{{{AccessPoint}}}"}}"""),
                Allow("\"elasticfilesystem:ClientWrite\"", $"arn:aws:elasticfilesystem:{R}:{A}:file-system/fs-1")] },
        { "AWS CDK, grantConsumeMessages", "sqs",
            [Allow(
                """["sqs:ReceiveMessage","sqs:ChangeMessageVisibility","sqs:GetQueueUrl","sqs:DeleteMessage","sqs:GetQueueAttributes"]""",
                Queue)] },
        { "AWS CDK, grantRead of a stream", "kinesis",
            [Allow(
                """["kinesis:DescribeStreamSummary","kinesis:GetRecords","kinesis:GetShardIterator","kinesis:ListShards","kinesis:SubscribeToShard","kinesis:DescribeStream","kinesis:ListStreams"]""", Stream)] },
        { "AWS CDK, grantStreamRead", "dynamodb",
            [Allow("\"dynamodb:ListStreams\"", "*"),
                Allow("""["dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator"]""", $"{Table}/stream/1")] },
        { "AWS CDK, a dead letter queue", "dead", [Allow("\"sqs:SendMessage\"", Queue)] },
        { "AWS CDK, an encrypted environment", "kms",
            [Allow("""["kms:Decrypt","kms:Encrypt","kms:ReEncrypt*","kms:GenerateDataKey*"]""", $"arn:aws:kms:{R}:{A}:key/k")] },
        // Lambda console, "Create a new role with basic Lambda permissions".
        { "The console's basic role", "logs",
            [Allow("\"logs:CreateLogGroup\"", $"arn:aws:logs:{R}:{A}:*"),
                Allow("""["logs:CreateLogStream","logs:PutLogEvents"]""", $"{Group}:*")] },
        // Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC": resource IDs of one account and region.
        { "Lambda guide, a VPC of one account", "vpc",
            [Allow("\"ec2:DescribeNetworkInterfaces\"", "*"),
                Allow("""["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface"]""", $"arn:aws:ec2:{R}:{A}:*/*")] },
        // The same page: the function's code is denied what Lambda needs.
        { "Lambda guide, a VPC denied to the function's code", "vpc",
            [Allow(VpcActions, "*"),
                $$$$"""{"Effect":"Deny","Action":{{{{VpcActions}}}},"Resource":"*","Condition":{"ArnEquals":{"lambda:SourceFunctionArn":["{{{{Plant.FunctionArn}}}}"]}}}"""] },
        { "Lambda guide, a queue denied to the function's code", "sqs",
            [Allow("\"sqs:*\"", Queue),
                """{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"false"}}}"""] },
        // The same guide, "Using source function ARN to control function access behavior": logs have it.
        { "Lambda guide, logs of this function alone", "logs",
            [Allow(
                """["logs:CreateLogStream","logs:PutLogEvents"]""", "*",
                $$$"""{"ArnEquals":{"lambda:SourceFunctionArn":"{{{Plant.FunctionArn}}}"}}""")] },
        // EFS user guide, "Using IAM to control file system data access", and Lambda's page on file systems.
        { "EFS guide, by access point", "efs",
            [Allow(
                "\"elasticfilesystem:Client*\"", $"arn:aws:elasticfilesystem:{R}:{A}:file-system/fs-9",
                $$$"""{"ArnEquals":{"elasticfilesystem:AccessPointArn":["{{{AccessPoint}}}"]}}""")] },
        // By subnet and group, as teams narrow it further.
        { "a VPC by subnet and group", "vpc",
            [Allow("""["ec2:Describe*"]""", "*"),
                Allow(
                    """["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"]""", $"arn:aws:ec2:{R}:{A}:network-interface/*\",\"arn:aws:ec2:{R}:{A}:subnet/subnet-1\",\"arn:aws:ec2:{R}:{A}:subnet/subnet-2\",\"arn:aws:ec2:{R}:{A}:security-group/sg-1")] },
        { "logs by the streams' form", "logs", [Allow("""["logs:CreateLogStream","logs:PutLogEvents"]""", $"{Group}:log-stream:*")] },
        { "a durable function by its executions", "durable",
            [Allow("""["lambda:CheckpointDurableExecution","lambda:GetDurableExecutionState"]""", $"{Plant.FunctionArn}:*")] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_frameworks_and_guides_write_never_fails(string name, string setting, string[] statements)
    {
        var found = Found(setting, statements);
        Assert.True(found.All(finding => finding.Status != FindingStatus.Fail), $"{name}: {string.Join('\n', found)}");
        // Serverless Framework's access point as a resource is the file system's own policy's matter; the rest is decided.
        Assert.True(
            name == "Serverless Framework, EFS" ? found is [{ Status: FindingStatus.Unknown }] : found.Count == 0,
            $"{name}: {string.Join('\n', found)}");
    }

    /// <summary>The same settings with one thing missing: each is a Fail.</summary>
    public static TheoryData<string, string, string[]> Lacking() => new()
    {
        { "the log group alone", "logs", [Allow("""["logs:CreateLogStream","logs:PutLogEvents"]""", Group)] },
        { "another group's streams", "logs",
            [Allow("""["logs:CreateLogStream","logs:PutLogEvents"]""", $"arn:aws:logs:{R}:{A}:log-group:/aws/lambda/planted-2:*")] },
        { "streams of one day", "logs",
            [Allow("\"logs:CreateLogStream\"", $"{Group}:*"), Allow("\"logs:PutLogEvents\"", $"{Group}:log-stream:2024/01/01/*")] },
        { "logs of another function alone", "logs",
            [Allow(
                """["logs:CreateLogStream","logs:PutLogEvents"]""", "*",
                $$$"""{"ArnEquals":{"lambda:SourceFunctionArn":"{{{Plant.FunctionArn}}}-2"}}""")] },
        { "one subnet of two", "vpc",
            [Allow("\"ec2:DescribeNetworkInterfaces\"", "*"),
                Allow(
                    """["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface"]""",
                    $"arn:aws:ec2:{R}:{A}:network-interface/*\",\"arn:aws:ec2:{R}:{A}:subnet/subnet-1\",\"arn:aws:ec2:{R}:{A}"
                    + ":security-group/sg-1")] },
        { "another region's network", "vpc",
            [Allow("\"ec2:DescribeNetworkInterfaces\"", "*"),
                Allow("""["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface"]""", $"arn:aws:ec2:us-east-1:{A}:*/*")] },
        { "describing by ARN", "vpc", [Allow(VpcActions, $"arn:aws:ec2:{R}:{A}:*/*")] },
        { "a network for the function's code alone", "vpc",
            [Allow(VpcActions, "*", $$$"""{"ArnEquals":{"lambda:SourceFunctionArn":"{{{Plant.FunctionArn}}}"}}""")] },
        { "no file system", "efs", [Allow("\"elasticfilesystem:ClientWrite\"", "*")] },
        { "a file system of another account", "efs",
            [Allow("\"elasticfilesystem:ClientMount\"", $"arn:aws:elasticfilesystem:{R}:999999999999:file-system/fs-1")] },
        { "another access point", "efs",
            [Allow(
                "\"elasticfilesystem:ClientMount\"", "*",
                $$$"""{"StringEquals":{"elasticfilesystem:AccessPointArn":"{{{AccessPoint}}}0"}}""")] },
        { "no way to the shards", "kinesis", [Allow("""["kinesis:GetRecords","kinesis:GetShardIterator"]""", Stream)] },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public void What_is_missing_fails(string name, string setting, string[] statements) =>
        Assert.True(Found(setting, statements).Any(finding => finding.Status == FindingStatus.Fail), name);

    /// <summary>The settings name the access point: a file system that is named may be the one, or not.</summary>
    [Fact]
    public void One_file_system_without_the_access_point_is_not_known() => Assert.Equal(FindingStatus.Unknown,
        Assert.Single(Found(
            "efs", Allow("\"elasticfilesystem:ClientMount\"", $"arn:aws:elasticfilesystem:{R}:{A}:file-system/fs-1"))).Status);

    /// <summary>Our own templates, on functions that have what they are for.</summary>
    [Theory]
    [InlineData("EFSWriteAccessPolicy", "efs", "FileSystem=fs-7;AccessPoint=fsap-1")]
    [InlineData("VPCAccessPolicy", "vpc", "")]
    [InlineData("SQSPollerPolicy", "sqs", "QueueName=jobs")]
    [InlineData("KinesisStreamReadPolicy", "kinesis", "StreamName=clicks")]
    [InlineData("DynamoDBStreamReadPolicy", "dynamodb", "TableName=orders;StreamName=1")]
    [InlineData("KMSDecryptPolicy", "kms", "KeyId=k")]
    [InlineData("SQSSendMessagePolicy", "dead", "QueueName=jobs")]
    public void Our_own_templates_never_fail(string template, string setting, string parameters)
    {
        var values = parameters.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var plant = PlantOf(setting);
        plant.Policies.Add(new RolePolicy(template, null, PolicyTemplates.Fill(template, values, "aws", R, A)));
        Assert.Empty(Of(plant));
    }

    [Fact]
    public void Pollers_of_a_cluster_need_its_network()
    {
        var plant = PlantOf("kafka");
        plant.Statements.Add(
            Statement(Allow(
                """["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface"]""",
                $"arn:aws:ec2:{R}:{A}:network-interface/*\",\"arn:aws:ec2:{R}:{A}:subnet/subnet-k\",\"arn:aws:ec2:{R}:{A}"
                + ":security-group/sg-k")));
        plant.Statements.Add(Statement(Allow("\"ec2:Describe*\"", "*")));
        Assert.Empty(Of(plant));
        plant.Deny("ec2:CreateNetworkInterface", $"arn:aws:ec2:{R}:{A}:subnet/subnet-k");
        Assert.Contains("subnet/subnet-k", Assert.Single(Of(plant)).Evidence, StringComparison.Ordinal);
    }

    private static List<LambdaRoleFinding> Found(string setting, params string[] statements)
    {
        var plant = PlantOf(setting);
        foreach (var statement in statements) plant.Statements.Add(Statement(statement));
        return Of(plant);
    }

    private static Plant PlantOf(string setting)
    {
        var plant = new Plant { HasLogs = setting != "logs" };
        switch (setting)
        {
            case "vpc": plant.Settings = InVpc; break;
            case "efs": plant.Settings = WithFiles; break;
            case "xray": plant.Settings = detail => detail with { TracingMode = "Active" }; break;
            case "dead": plant.Settings = detail => detail with { DeadLetterTargetArn = Queue }; break;
            case "kms": plant.Settings = detail => detail with { KmsKeyArn = $"arn:aws:kms:{R}:{A}:key/k" }; break;
            case "durable": plant.Settings = detail => detail with { IsDurable = true }; break;
            case "sqs": Map(Queue); break;
            case "kinesis": Map(Stream); break;
            case "dynamodb": Map($"{Table}/stream/1"); break;
            case "kafka": Map(null, ("VPC_SUBNET", "subnet:subnet-k"), ("VPC_SECURITY_GROUP", "security_group:sg-k")); break;
        }

        return plant;

        void Map(string? source, params (string, string)[] access) =>
            plant.Mappings.Add(new EventSourceMapping { Uuid = "u", EventSourceArn = source, State = "Enabled", SourceAccess = access });
    }

    private static List<LambdaRoleFinding> Of(Plant plant) =>
        [.. plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-301")] })];

    private static System.Text.Json.Nodes.JsonObject Statement(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();

    private static string Allow(string actions, string resource, string? condition = null) =>
        $$$"""{"Effect":"Allow","Action":{{{actions}}},"Resource":["{{{resource}}}"]{{{(condition is null ? "" : $",\"Condition\":{condition}")}}}}""";
}
