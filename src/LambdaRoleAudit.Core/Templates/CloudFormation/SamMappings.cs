namespace LambdaRoleAudit.Templates;

/// <summary>
/// The event source mappings that SAM makes for a function's events (SAM developer guide, "EventSource", and "Generated CloudFormation
/// resources").
/// </summary>
internal sealed class SamMappings(CfnSettingsDraft draft, CfnEvaluator evaluator, CfnResource function)
{
    /// <summary>The property that has the source, by the type of event.</summary>
    private static readonly Dictionary<string, string?> Sources = new(StringComparer.Ordinal)
    {
        ["SQS"] = "Queue", ["Kinesis"] = "Stream", ["DynamoDB"] = "Stream", ["MSK"] = "Stream", ["MQ"] = "Broker",
        ["DocumentDB"] = "Cluster", ["SelfManagedKafka"] = null,
    };

    /// <summary>Adds the mappings.</summary>
    public void Add(CfnValue events)
    {
        if (events is CfnMap map)
        {
            foreach (var (name, value) in map.Entries) Event(name, value);
        }
        else if (events is not CfnNoValue)
        {
            draft.Unknown($"Its events cannot be determined: {CfnSettingsDraft.Reason(events)}.");
        }
    }

    private void Event(string name, CfnValue value)
    {
        if (value is not CfnMap map || map["Type"] is not CfnText { Text: var type })
        {
            draft.Unknown($"The type of event {name} cannot be determined.");
            return;
        }

        var properties = map["Properties"] ?? CfnNoValue.Instance;
        if (properties is not (CfnMap or CfnNoValue))
        {
            draft.Unknown($"Event {name} cannot be determined: {CfnSettingsDraft.Reason(properties)}.");
            return;
        }

        CfnValue Property(string key) => (properties as CfnMap)?[key] ?? CfnNoValue.Instance;
        if (type == "SNS")
        {
            Subscription(name, Property("SqsSubscription"));
        }
        else if (Sources.TryGetValue(type, out var source))
        {
            if (Property("SchemaRegistryConfig") is not CfnNoValue)
                draft.Unknown($"What the schema registry of event {name} requires is not known.");
            draft.Mapping(
                evaluator, name, source is null ? CfnNoValue.Instance : Property(source), Property("Enabled"),
                Property("DestinationConfig"), Property("SourceAccessConfigurations"), isSelfManaged: source is null);
        }
    }

    /// <summary>A topic that delivers to a queue, which the function polls: one that SAM makes, or one that the template names.</summary>
    private void Subscription(string name, CfnValue subscription)
    {
        if (subscription is CfnNoValue or CfnText { Text: "false" }) return;
        CfnValue queue = subscription switch
        {
            CfnMap map => map["QueueArn"] ?? CfnNoValue.Instance,
            CfnText { Text: "true" } => new CfnText(
                $"arn:{Symbol.Fixed("AWS::Partition")}:sqs:{Symbol.Fixed("AWS::Region")}:{Symbol.Fixed("AWS::AccountId")}:"
                + Symbol.Fixed($"{function.LogicalId}{name}Queue.QueueName")),
            _ => subscription,
        };
        draft.Mapping(
            evaluator, name, queue, (subscription as CfnMap)?["Enabled"] ?? CfnNoValue.Instance, CfnNoValue.Instance, CfnNoValue.Instance);
    }
}
