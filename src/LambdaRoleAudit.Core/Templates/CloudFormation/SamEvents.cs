namespace LambdaRoleAudit.Templates;

/// <summary>The policies that SAM adds for a function's events and for the destinations of its asynchronous calls.</summary>
internal sealed class SamEvents(CfnRoleDraft draft)
{
    private static readonly Dictionary<string, string> Managed = new(StringComparer.Ordinal)
    {
        ["Kinesis"] = "service-role/AWSLambdaKinesisExecutionRole",
        ["DynamoDB"] = "service-role/AWSLambdaDynamoDBExecutionRole",
        ["SQS"] = "service-role/AWSLambdaSQSQueueExecutionRole",
        ["MSK"] = "service-role/AWSLambdaMSKExecutionRole",
    };

    /// <summary>Types of events that need no permission of the function: a service calls it.</summary>
    private static readonly HashSet<string> Pushed = new(StringComparer.Ordinal)
    {
        "AlexaSkill", "Api", "CloudWatchEvent", "CloudWatchLogs", "Cognito", "EventBridgeRule", "HttpApi", "IoTRule", "S3", "SNS",
        "Schedule", "ScheduleV2", "WebSocketApi",
    };

    /// <summary>Adds the policies.</summary>
    public void Add(CfnValue events, CfnValue invoke)
    {
        if (events is CfnMap map)
        {
            foreach (var (name, value) in map.Entries) Event(name, value);
        }
        else if (events is not CfnNoValue)
        {
            draft.Unknown("Events", "they cannot be determined");
        }

        if (invoke is not CfnMap config || config["DestinationConfig"] is not { } destinations) return;
        foreach (var side in new[] { "OnSuccess", "OnFailure" })
            if ((destinations as CfnMap)?[side] is { } destination)
                Destination(destination, $"{draft.Resource.LogicalId}EventInvokeConfig{side}", makesTarget: true);
    }

    private void Event(string name, CfnValue value)
    {
        if (value is not CfnMap map || map["Type"] is not CfnText { Text: var type })
        {
            draft.Unknown("Events", $"the type of event {name} cannot be determined");
            return;
        }

        var properties = map["Properties"] as CfnMap;
        // A topic that delivers to a queue first makes the function poll the queue.
        var polled = type == "SNS" && properties?["SqsSubscription"] is { } queue && queue is not CfnText { Text: "false" } ? "SQS" : type;
        if (Managed.TryGetValue(polled, out var policy))
        {
            if (AwsManagedPolicies.Arn(policy) is var arn && !draft.ManagedPolicyArns.Contains(arn)) draft.ManagedPolicyArns.Add(arn);
            if (properties?["SchemaRegistryConfig"] is not null || (type == "MSK" && properties?["SourceAccessConfigurations"] is not null))
                draft.Unknown("Events", $"the policy that SAM adds for the access settings of event {name} is not read");
        }
        else if (!Pushed.Contains(type))
        {
            draft.Unknown("Events", $"the policy that SAM adds for event {name} of type {type} is not read");
        }

        if (!Pushed.Contains(type)
            && (properties?["DestinationConfig"] as CfnMap)?["OnFailure"] is CfnMap failure && failure["Type"] is not null)
            Destination(failure, $"{draft.Resource.LogicalId}{name}", makesTarget: false);
    }

    private void Destination(CfnValue value, string name, bool makesTarget)
    {
        var type = ((value as CfnMap)?["Type"] as CfnText)?.Text;
        var target = (value as CfnMap)?["Destination"];
        // SAM makes the queue or the topic if no target is given.
        if (target is null && makesTarget && type is "SQS") target = new CfnSymbol($"{name}Queue.Arn", IsFree: false);
        if (target is null && makesTarget && type is "SNS") target = new CfnSymbol($"{name}Topic", IsFree: false);
        if (target is null or CfnChoice || type is null)
        {
            draft.Unknown(name, "the destination cannot be determined");
            return;
        }

        (string Suffix, (string, CfnValue)[] Allowed)? policy = type switch
        {
            "SQS" => ("SQSPolicy", [("sqs:SendMessage", target)]),
            "SNS" => ("SNSPolicy", [("sns:publish", target)]),
            "EventBridge" => ("EventBridgePolicy", [("events:PutEvents", target)]),
            "Lambda" => ("LambdaPolicy", [("lambda:InvokeFunction", target)]),
            "S3" or "S3Bucket" when draft.Evaluator.TextOf(target) is { } bucket =>
                ("S3Policy", [("s3:PutObject", new CfnText($"{bucket}/*")), ("s3:ListBucket", target)]),
            _ => null,
        };
        if (policy is { } known) SamPolicies.Allow(draft, name + known.Suffix, null, known.Allowed);
        else if (type != "Kafka") draft.Unknown(name, $"the policy that SAM adds for a destination of type {type} is not read");
    }
}
