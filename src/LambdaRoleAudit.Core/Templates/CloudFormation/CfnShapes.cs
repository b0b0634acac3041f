namespace LambdaRoleAudit.Templates;

/// <summary>
/// What references to resources stand for: the ARN's service, and its parts as far as the template has them. Source: "Return values" of
/// each type in the CloudFormation template reference, and "Resource types" in the Service Authorization Reference.
/// </summary>
internal static class CfnShapes
{
    /// <param name="Type">The type.</param>
    /// <param name="Property">The property that has the name; null if AWS makes the id.</param>
    /// <param name="Name">The attribute that is the name or the id; empty for <c>Ref</c>; null if there is none.</param>
    /// <param name="Arns">The attributes that are the ARN.</param>
    /// <param name="Form">The ARN after the partition, with @ for region and account, and {0} for the name.</param>
    private sealed record Kind(string Type, string? Property, string? Name, string[] Arns, string Form);

    private static readonly ILookup<string, Kind> Kinds = new Kind[]
    {
        new("AWS::SQS::Queue", "QueueName", "QueueName", ["Arn"], "sqs:@:{0}"),
        new("AWS::SNS::Topic", "TopicName", "TopicName", ["", "TopicArn"], "sns:@:{0}"),
        new("AWS::Kinesis::Stream", "Name", "", ["Arn"], "kinesis:@:stream/{0}"),
        new("AWS::DynamoDB::Table", "TableName", "", ["Arn"], "dynamodb:@:table/{0}"),
        new("AWS::DynamoDB::Table", "TableName", "", ["StreamArn"], "dynamodb:@:table/{0}/stream/{1}"),
        new("AWS::DynamoDB::GlobalTable", "TableName", "", ["Arn"], "dynamodb:@:table/{0}"),
        new("AWS::DynamoDB::GlobalTable", "TableName", "", ["StreamArn"], "dynamodb:@:table/{0}/stream/{1}"),
        new("AWS::Serverless::SimpleTable", "TableName", "", ["Arn"], "dynamodb:@:table/{0}"),
        new("AWS::MSK::Cluster", "ClusterName", null, ["", "Arn"], "kafka:@:cluster/{0}/{1}"),
        new("AWS::MSK::ServerlessCluster", "ClusterName", null, ["", "Arn"], "kafka:@:cluster/{0}/{1}"),
        new("AWS::AmazonMQ::Broker", "BrokerName", null, ["Arn"], "mq:@:broker:{0}:{1}"),
        new("AWS::S3::Bucket", "BucketName", "", ["Arn"], "s3:::{0}"),
        new("AWS::KMS::Key", null, "", ["Arn"], "kms:@:key/{0}"),
        new("AWS::KMS::Key", null, "KeyId", ["Arn"], "kms:@:key/{0}"),
        new("AWS::EFS::FileSystem", null, "", ["Arn"], "elasticfilesystem:@:file-system/{0}"),
        new("AWS::EFS::AccessPoint", null, "", ["Arn"], "elasticfilesystem:@:access-point/{0}"),
        new("AWS::SecretsManager::Secret", "Name", null, ["", "Id"], "secretsmanager:@:secret:{0}-{1}"),
        new("AWS::Logs::LogGroup", "LogGroupName", "", ["Arn"], "logs:@:log-group:{0}:*"),
        new(CfnFunctionReader.Lambda, "FunctionName", "", ["Arn"], "lambda:@:function:{0}"),
        new(CfnFunctionReader.Sam, "FunctionName", "", ["Arn"], "lambda:@:function:{0}"),
    }.ToLookup(kind => kind.Type, StringComparer.Ordinal);

    private static readonly string Place = $"{Symbol.Fixed("AWS::Region")}:{Symbol.Fixed("AWS::AccountId")}";

    /// <summary>Returns what each symbol stands for.</summary>
    public static IReadOnlyDictionary<string, string> Of(CfnTemplate template)
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in template.Resources.Values)
        {
            Add(shapes, resource.Type, resource.LogicalId, (property, own) => NameOf(template, resource, property, own));
            if (resource.Type == "AWS::Kinesis::StreamConsumer") AddConsumer(shapes, template, resource);
        }

        return shapes;
    }

    /// <summary>Returns the name that a resource has, perhaps with symbols.</summary>
    public static string NameOf(CfnTemplate template, CfnResource resource, string property, string own)
    {
        var evaluator = EvaluatorOf(template, resource);
        return evaluator.Evaluate(resource.Properties?.EntryOf(property)?.Value) switch
        {
            CfnNoValue when resource.Properties?.EntryOf("Fn::Transform") is null => own,
            CfnText { Text: var text } when text.Length > 0 => CfnJson.Deferred(text),
            CfnSymbol symbol => symbol.Text,
            // One of several names.
            _ => Symbol.Anything($"{resource.LogicalId}.{property}"),
        };
    }

    /// <summary>Adds the symbols of a resource.</summary>
    /// <param name="shapes">Receives the symbols.</param>
    /// <param name="type">The type.</param>
    /// <param name="id">The logical id.</param>
    /// <param name="nameOf">Returns the value of a property, or the text that is given if it is not set.</param>
    public static void Add(Dictionary<string, string> shapes, string type, string id, Func<string, string, string> nameOf)
    {
        foreach (var kind in Kinds[type]) Add(shapes, kind, id, nameOf);
    }

    private static void Add(Dictionary<string, string> shapes, Kind kind, string id, Func<string, string, string> nameOf)
    {
        // A name that CloudFormation makes is a symbol of its own.
        var own = Symbol.Fixed(Joined(id, kind.Name ?? "name"));
        var name = kind.Property is null ? own : nameOf(kind.Property, own);
        if (kind.Name is not null) shapes.TryAdd(Joined(id, kind.Name), name);
        else if (name == own) shapes.TryAdd(Symbol.Alone(own)!, own);
        foreach (var attribute in kind.Arns)
        {
            shapes[Joined(id, attribute)] = $"arn:{Symbol.Fixed("AWS::Partition")}:" + kind.Form
                .Replace("@", Place, StringComparison.Ordinal).Replace("{0}", name, StringComparison.Ordinal)
                .Replace("{1}", Symbol.Fixed(Joined(id, "id")), StringComparison.Ordinal);
        }
    }

    private static void AddConsumer(Dictionary<string, string> shapes, CfnTemplate template, CfnResource resource)
    {
        var evaluator = EvaluatorOf(template, resource);
        var stream = evaluator.Evaluate(resource.Properties?.EntryOf("StreamARN")?.Value);
        if (stream is not (CfnText or CfnSymbol) || evaluator.TextOf(stream) is not { } arn) return;
        foreach (var attribute in new[] { "", "ConsumerARN" })
            shapes[Joined(resource.LogicalId, attribute)] = $"{arn}/consumer/{Symbol.Fixed(Joined(resource.LogicalId, "id"))}";
    }

    private static CfnEvaluator EvaluatorOf(CfnTemplate template, CfnResource resource) =>
        new(template, new(resource.Conditions, isExact: false), resource.Loop);

    private static string Joined(string id, string attribute) => attribute.Length == 0 ? id : $"{id}.{attribute}";
}
