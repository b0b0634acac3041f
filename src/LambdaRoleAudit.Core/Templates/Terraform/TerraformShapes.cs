namespace LambdaRoleAudit.Templates;

/// <summary>What references to resources stand for (the AWS provider's documentation, "Attribute Reference" of each resource).</summary>
internal static class TerraformShapes
{
    /// <param name="Name">The attribute that has the name; null if AWS makes the id.</param>
    /// <param name="Form">The ARN after the partition, with @ for region and account, {0} for the name and {1} for an id.</param>
    /// <param name="Attributes">The attributes that are the ARN.</param>
    /// <param name="Names">The attributes that are the name.</param>
    private sealed record Kind(string? Name, string Form, string[] Attributes, string[] Names);

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["aws_sqs_queue"] = new("name", "sqs:@:{0}", ["arn"], ["name"]),
        ["aws_sns_topic"] = new("name", "sns:@:{0}", ["arn", "id"], ["name"]),
        ["aws_kinesis_stream"] = new("name", "kinesis:@:stream/{0}", ["arn", "id"], ["name"]),
        ["aws_dynamodb_table"] = new("name", "dynamodb:@:table/{0}", ["arn"], ["name", "id"]),
        ["aws_msk_cluster"] = new("cluster_name", "kafka:@:cluster/{0}/{1}", ["arn", "id"], []),
        ["aws_msk_serverless_cluster"] = new("cluster_name", "kafka:@:cluster/{0}/{1}", ["arn", "id"], []),
        ["aws_mq_broker"] = new("broker_name", "mq:@:broker:{0}:{1}", ["arn"], []),
        ["aws_s3_bucket"] = new("bucket", "s3:::{0}", ["arn"], ["bucket", "id"]),
        ["aws_kms_key"] = new(null, "kms:@:key/{1}", ["arn"], []),
        ["aws_efs_access_point"] = new(null, "elasticfilesystem:@:access-point/{1}", ["arn"], []),
        ["aws_efs_file_system"] = new(null, "elasticfilesystem:@:file-system/{1}", ["arn"], []),
        ["aws_secretsmanager_secret"] = new("name", "secretsmanager:@:secret:{0}-{1}", ["arn", "id"], ["name"]),
        ["aws_cloudwatch_log_group"] = new("name", "logs:@:log-group:{0}", ["arn"], ["name", "id"]),
        ["aws_lambda_function"] = new("function_name", "lambda:@:function:{0}", ["arn"], ["function_name", "id"]),
    };

    /// <summary>Returns what each symbol stands for in a plan or a state.</summary>
    public static IReadOnlyDictionary<string, string> Of(TerraformResources resources)
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in resources.All.Where(one => !one.IsData && Kinds.ContainsKey(one.Type)))
        {
            var name = NameOf(resource.Type) is { } attribute && resource.Text(attribute) is { Length: > 0 } text ? text : null;
            Add(shapes, resource.Type, resource.Address, name);
        }

        return shapes;
    }

    /// <summary>The attribute that has the name of a resource; null if nothing is known of the type, or AWS makes the id.</summary>
    public static string? NameOf(string type) => Kinds.GetValueOrDefault(type)?.Name;

    /// <summary>Adds the symbols of a resource.</summary>
    /// <param name="shapes">Receives the symbols.</param>
    /// <param name="type">The type.</param>
    /// <param name="address">The address.</param>
    /// <param name="name">The name, perhaps with symbols; null if the deployment makes it.</param>
    public static void Add(Dictionary<string, string> shapes, string type, string address, string? name)
    {
        if (!Kinds.TryGetValue(type, out var kind)) return;
        var own = $"{address}.{kind.Name ?? "id"}";
        var text = name ?? Symbol.Fixed(own);
        if (kind.Name is not null && name is null) shapes[own] = text;
        foreach (var attribute in kind.Names) shapes.TryAdd($"{address}.{attribute}", text);
        var id = $"{address}.uuid";
        if (kind.Name is null) shapes[id] = Symbol.Fixed(id);
        var arn = $"arn:{Symbol.Fixed("AWS::Partition")}:" + kind.Form
            .Replace("@", $"{Symbol.Fixed("AWS::Region")}:{Symbol.Fixed("AWS::AccountId")}", StringComparison.Ordinal)
            .Replace("{0}", text, StringComparison.Ordinal).Replace("{1}", Symbol.Fixed(id), StringComparison.Ordinal);
        foreach (var attribute in kind.Attributes) shapes[$"{address}.{attribute}"] = arn;
        if (type == "aws_dynamodb_table") shapes[$"{address}.stream_arn"] = $"{arn}/stream/{Symbol.Fixed($"{address}.stream_label")}";
    }
}
