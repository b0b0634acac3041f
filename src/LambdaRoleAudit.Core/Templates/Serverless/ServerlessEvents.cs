using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>What the framework adds to a function's role because of one event source.</summary>
/// <remarks>The framework's lib/plugins/aws/package/compile/events, and websockets/lib/api.js.</remarks>
internal static class ServerlessEvents
{
    private static readonly string[] Network =
    [
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs", "ec2:DeleteNetworkInterface",
        "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
    ];

    /// <summary>Event sources that call the function by its resource policy, so that its role needs nothing.</summary>
    private static readonly HashSet<string> Without = new(StringComparer.Ordinal)
    {
        "http", "httpApi", "s3", "sns", "alexaSkill", "alexaSmartHome", "iot", "iotFleetProvisioning", "cloudwatchEvent", "cloudwatchLog",
        "cognitoUserPool", "alb", "eventBridge",
    };

    /// <summary>Adds what an event source needs.</summary>
    public static void Add(string type, JsonNode? settings, ServerlessGrant grant, ServerlessService service, string functionName)
    {
        switch (type)
        {
            case "sqs":
                grant.Allow(
                    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], ArnOf(settings), "the sqs event");
                break;
            case "stream":
                Stream(settings, grant);
                break;
            case "websocket":
                // With an API from elsewhere, the framework adds nothing.
                if (service.ProviderSetting("apiGateway", "websocketApiId") is null)
                    grant.Allow(["execute-api:ManageConnections"], Sub("arn:${AWS::Partition}:execute-api:*:*:*/@connections/*"), type);
                break;
            case "msk":
                grant.Allow(["kafka:DescribeCluster", "kafka:GetBootstrapBrokers"], ArnOf(settings), "the msk event");
                grant.Allow(Network, "*", type);
                break;
            case "activemq" or "rabbitmq":
                grant.Allow(["secretsmanager:GetSecretValue"], (settings as JsonObject)?["basicAuthArn"], $"the {type} event");
                grant.Allow(["mq:DescribeBroker"], (settings as JsonObject)?["arn"], $"the {type} event");
                grant.Allow(Network, "*", type);
                break;
            case "kafka":
                Kafka(settings, grant);
                break;
            case "cloudFront":
                grant.Trust.Add("edgelambda.amazonaws.com");
                grant.Allow(
                    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:TagResource"],
                    Sub("arn:${AWS::Partition}:logs:*:*:*"), type);
                break;
            case "schedule":
                if (settings is JsonObject schedule && schedule["method"] is { } method) Scheduler(method, grant, functionName);
                break;
            default:
                if (!Without.Contains(type)) grant.Unknown.Add($"What the event {type} adds to the role is not known.");
                break;
        }
    }

    /// <summary>Returns a call of Fn::Sub.</summary>
    public static JsonNode Sub(string text) => new JsonObject { ["Fn::Sub"] = text };

    private static void Scheduler(JsonNode method, ServerlessGrant grant, string functionName)
    {
        if (method.ToString() != "scheduler")
        {
            if (ServerlessVariable.In(method.ToString()).Any()) grant.Unknown.Add($"The method of a schedule is {method}.");
            return;
        }

        const string Function = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:";
        grant.Trust.Add("scheduler.amazonaws.com");
        grant.Allow(
            ["lambda:InvokeFunction"], new JsonArray(Sub(Function + functionName), Sub($"{Function}{functionName}:*")), "a schedule");
    }

    private static void Kafka(JsonNode? settings, ServerlessGrant grant)
    {
        if (settings is not JsonObject kafka || kafka["accessConfigurations"] is not JsonObject access)
        {
            grant.Unknown.Add("The accessConfigurations of a kafka event were not read.");
            return;
        }

        foreach (var (type, value) in access)
        {
            if (type is "vpcSubnet" or "vpcSecurityGroup") grant.Allow(Network, "*", "kafka");
            else grant.Allow(["secretsmanager:GetSecretValue"], value, "the kafka event");
        }
    }

    private static void Stream(JsonNode? settings, ServerlessGrant grant)
    {
        var stream = settings as JsonObject;
        if (stream is not null && ServerlessText.Function(stream) is not null) stream = null;
        var arn = ArnOf(settings);
        var type = stream?["type"]?.ToString() ?? Part(arn);
        var consumer = stream?["consumer"];
        if (consumer?.ToString() == "false") consumer = null;
        switch (type)
        {
            case "dynamodb":
                grant.Allow(
                    ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"], arn,
                    "a stream");
                break;
            case "kinesis" when consumer is not null:
                grant.Allow(
                    ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStreamSummary", "kinesis:ListShards"], arn,
                    "a stream");
                if (consumer.ToString() == "true") grant.Unknown.Add("The framework makes the consumer of a stream and names it.");
                else grant.Allow(["kinesis:SubscribeToShard"], consumer, "a stream");
                break;
            case "kinesis":
                grant.Allow(
                    ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListStreams"], arn, "a stream");
                break;
            default:
                grant.Unknown.Add("The type of a stream event is not known.");
                break;
        }

        if ((stream?["destinations"] as JsonObject)?["onFailure"] is not { } failure) return;
        var target = ArnOf(failure);
        var targetType = failure is JsonObject typed && typed["type"] is { } named ? named.ToString() : Part(target);
        if (targetType is null) grant.Unknown.Add("The destination of a stream event is not known.");
        else if (targetType == "sns") grant.Allow(["sns:Publish"], target, "a stream");
        else grant.Allow(["sqs:ListQueues", "sqs:SendMessage"], target, "a stream");
    }

    /// <summary>The ARN in an event's settings: the settings themselves, or their <c>arn</c>.</summary>
    private static JsonNode? ArnOf(JsonNode? settings) =>
        settings is JsonObject mapping && ServerlessText.Function(mapping) is null ? mapping["arn"] : settings;

    /// <summary>The service in an ARN; null if it is not plain text.</summary>
    private static string? Part(JsonNode? arn) =>
        arn is JsonValue text && text.ToString().Split(':') is { Length: > 2 } parts
        && !parts[..3].Any(part => part.Contains('$', StringComparison.Ordinal)) ? parts[2] : null;
}
