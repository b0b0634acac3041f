using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// The permissions that a function's own settings need, limited to the resources that they name. Calls that the function's code makes are
/// not included, because they are not part of the configuration.
/// </summary>
public static class ScopedPolicy
{
    /// <summary>The name of the inline policy.</summary>
    public const string PolicyName = "function-settings";

    /// <summary>Creates the policy. The Sid of each statement names the setting that needs it.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    /// <param name="notes">Receives what could not be limited to a resource, or is not covered.</param>
    /// <remarks>Source: Lambda developer guide, "Execution role permissions" on the page of each feature.</remarks>
    public static PolicyDraft Of(FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ICollection<string> notes)
    {
        Arn.TryParse(detail.Function.FunctionArn, out var function);
        var draft = new PolicyDraft();
        AddLogs(draft, detail, function!);
        if (detail.IsInVpc)
        {
            // EC2's Describe actions have no resource types, and Lambda creates interfaces in subnets that can change.
            draft.Allow("VpcConfig",
                ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
                    "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
                ["*"]);
        }

        if (detail.TracingMode == "Active") draft.Allow("TracingConfig", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]);
        if (detail.DeadLetterTargetArn is { } target) AddDestination(draft, "DeadLetterConfig", target, notes);
        foreach (var system in detail.FileSystemArns) AddFileSystem(draft, system, function!, notes);
        if (detail.KmsKeyArn is { } key) draft.Allow("KmsKey", ["kms:Decrypt"], [key]);
        if (detail.IsDurable)
        {
            draft.Allow("DurableConfig", ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
                [$"{Unqualified(function!)}", $"{Unqualified(function!)}:*"]);
        }

        foreach (var mapping in mappings) AddEventSource(draft, mapping, notes);
        return draft;
    }

    private static void AddLogs(PolicyDraft draft, FunctionDetail detail, Arn function)
    {
        var group = detail.LogGroup ?? $"/aws/lambda/{detail.Function.FunctionName}";
        var arn = $"arn:{function.Partition}:logs:{function.Region}:{function.AccountId}:log-group:{group}";
        draft.Allow("LogGroup", ["logs:CreateLogGroup"], [arn]);
        draft.Allow("LogStreams", ["logs:CreateLogStream", "logs:PutLogEvents"], [$"{arn}:*"]);
    }

    private static void AddFileSystem(PolicyDraft draft, string accessPoint, Arn function, ICollection<string> notes)
    {
        if (!Arn.TryParse(accessPoint, out var arn) || arn.Service != "elasticfilesystem")
        {
            notes.Add(
                $"The mounted file system {accessPoint} is not an Amazon EFS file system. Add what it requires with -PolicyDocument.");
            return;
        }

        // A function names the access point. For IAM, the resource is the file system, and the access point is a condition key.
        draft.Allow("FileSystemConfigs", ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            [$"arn:{arn.Partition}:elasticfilesystem:{arn.Region}:{function.AccountId}:file-system/*"],
            ("StringEquals", "elasticfilesystem:AccessPointArn", accessPoint));
    }

    private static void AddEventSource(PolicyDraft draft, EventSourceMapping mapping, ICollection<string> notes)
    {
        if (mapping.OnFailureArn is { } failed) AddDestination(draft, "OnFailure", failed, notes);
        foreach (var (type, uri) in mapping.SourceAccess)
            if (Arn.TryParse(uri, out var secret) && secret.Service == "secretsmanager")
                draft.Allow("SourceAccess", ["secretsmanager:GetSecretValue"], [uri]);
        if (!Arn.TryParse(mapping.EventSourceArn, out var source))
        {
            if (mapping.SourceAccess.Any(access => access.Type.StartsWith("VPC_", StringComparison.Ordinal)))
                draft.Allow("SelfManagedKafka", FeaturePolicies.NetworkOfPollers, ["*"]);
            return;
        }

        var arn = mapping.EventSourceArn!;
        switch (source.Service)
        {
            case "sqs":
                draft.Allow("QueueSource", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [arn]);
                break;
            case "dynamodb":
                draft.Allow("StreamSource", ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], [arn]);
                // "ListStreams" has no resource types.
                draft.Allow("ListStreams", ["dynamodb:ListStreams"], ["*"]);
                break;
            case "kinesis":
                var consumer = arn.IndexOf("/consumer/", StringComparison.Ordinal);
                draft.Allow(
                    "StreamSource",
                    ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
                        "kinesis:ListShards"], [consumer < 0 ? arn : arn[..consumer]]);
                if (consumer >= 0) draft.Allow("StreamConsumer", ["kinesis:SubscribeToShard"], [arn]);
                draft.Allow("ListStreams", ["kinesis:ListStreams"], ["*"]);
                break;
            case "kafka":
                draft.Allow("KafkaSource", ["kafka:DescribeCluster", "kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"], [arn]);
                draft.Allow("KafkaNetwork", FeaturePolicies.NetworkOfPollers, ["*"]);
                if (mapping.SourceAccess.Count == 0)
                    notes.Add(
                        $"If {arn} uses IAM authentication, the role also needs kafka-cluster actions. Add them with -PolicyDocument.");
                break;
            case "mq":
                draft.Allow("BrokerSource", ["mq:DescribeBroker"], [arn]);
                draft.Allow("BrokerNetwork", FeaturePolicies.NetworkOfPollers, ["*"]);
                break;
            default:
                notes.Add($"The event source {arn} is of an unknown type. Add what it requires with -PolicyDocument.");
                break;
        }
    }

    private static void AddDestination(PolicyDraft draft, string sid, string target, ICollection<string> notes)
    {
        switch (Arn.TryParse(target, out var arn) ? arn.Service : null)
        {
            case "sqs": draft.Allow(sid, ["sqs:SendMessage"], [target]); break;
            case "sns": draft.Allow(sid, ["sns:Publish"], [target]); break;
            case "s3":
                draft.Allow(sid, ["s3:PutObject"], [$"{target}/*"]);
                draft.Allow($"{sid}List", ["s3:ListBucket"], [target]);
                break;
            default:
                notes.Add($"The destination {target} is of an unknown type. Add what it requires with -PolicyDocument."); break;
        }
    }

    private static string Unqualified(Arn function) =>
        $"arn:{function.Partition}:lambda:{function.Region}:{function.AccountId}:{string.Join(':', function.Resource.Split(':').Take(2))}";
}
