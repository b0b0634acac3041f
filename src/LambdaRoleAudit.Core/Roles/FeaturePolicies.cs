namespace LambdaRoleAudit.Roles;

/// <summary>The policy of each feature.</summary>
public static class FeaturePolicies
{
    private static readonly Dictionary<string, LambdaFeature> ByName = Enum.GetValues<LambdaFeature>()
        .Where(feature => PathAndName(feature) is not null)
        .ToDictionary(feature => PathAndName(feature)!.Split('/')[^1], StringComparer.Ordinal);

    /// <summary>The name of the inline policy for <see cref="LambdaFeature.MQ"/>.</summary>
    public const string MqPolicyName = "AmazonMQ";

    /// <summary>Returns the ARN of the AWS managed policy in a partition; null if AWS does not have one.</summary>
    public static string? Arn(LambdaFeature feature, string partition) =>
        PathAndName(feature) is { } name ? $"arn:{partition}:iam::aws:policy/{name}" : null;

    /// <summary>Returns the feature that an AWS managed policy is for, by the policy's name; null for other policies.</summary>
    public static LambdaFeature? FeatureOf(string policyName) => ByName.TryGetValue(policyName, out var feature) ? feature : null;

    /// <summary>
    /// Returns the permissions for polling a broker (Lambda developer guide, "Using Lambda with Amazon MQ": execution role permissions). A
    /// broker and a secret are not known here: use -FunctionName to name the function's own.
    /// </summary>
    public static PolicyDraft Mq() => new PolicyDraft()
        .Allow("Broker", ["mq:DescribeBroker"], ["*"])
        .Allow("Secret", ["secretsmanager:GetSecretValue"], ["*"])
        .Allow("Network", NetworkOfPollers, ["*"])
        .Allow("Logs", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], ["*"]);

    /// <summary>The EC2 actions that a poller in a VPC needs. None of them can usefully be limited to a resource.</summary>
    internal static IReadOnlyList<string> NetworkOfPollers { get; } =
    [
        "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcs",
    ];

    private static string? PathAndName(LambdaFeature feature) => feature switch
    {
        LambdaFeature.Basic => "service-role/AWSLambdaBasicExecutionRole",
        LambdaFeature.Durable => "service-role/AWSLambdaBasicDurableExecutionRolePolicy",
        LambdaFeature.DynamoDB => "service-role/AWSLambdaDynamoDBExecutionRole",
        LambdaFeature.Kinesis => "service-role/AWSLambdaKinesisExecutionRole",
        LambdaFeature.MSK => "service-role/AWSLambdaMSKExecutionRole",
        LambdaFeature.SQS => "service-role/AWSLambdaSQSQueueExecutionRole",
        LambdaFeature.VPC => "service-role/AWSLambdaVPCAccessExecutionRole",
        LambdaFeature.XRay => "AWSXRayDaemonWriteAccess",
        LambdaFeature.Insights => "CloudWatchLambdaInsightsExecutionRolePolicy",
        LambdaFeature.ApplicationSignals => "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
        LambdaFeature.S3ObjectLambda => "service-role/AmazonS3ObjectLambdaExecutionRolePolicy",
        _ => null,
    };
}
