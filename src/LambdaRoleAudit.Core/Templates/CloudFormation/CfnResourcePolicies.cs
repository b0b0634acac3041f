namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the policies of resources that can allow a role something that a function's settings need: in resources that are such a policy,
/// and in properties of the resource itself.
/// </summary>
internal static class CfnResourcePolicies
{
    /// <summary>The services of what settings of functions need, by how their types begin. A key's policy is told by the rule.</summary>
    private static readonly (string Type, string Service)[] Services =
    [
        ("AWS::SQS::", "sqs"), ("AWS::SNS::", "sns"), ("AWS::S3::", "s3"), ("AWS::Kinesis::", "kinesis"), ("AWS::DynamoDB::", "dynamodb"),
        ("AWS::SecretsManager::", "secretsmanager"), ("AWS::MSK::", "kafka"), ("AWS::EFS::", "elasticfilesystem"), ("AWS::Logs::", "logs"),
    ];

    /// <summary>The properties that are policies with principals (CloudFormation template reference).</summary>
    private static readonly string[] Documents =
        ["PolicyDocument", "ResourcePolicy", "ResourcePolicyDocument", "Policy", "FileSystemPolicy"];

    /// <summary>Returns the policies that can allow something to a role.</summary>
    public static IReadOnlyList<ResourcePolicy> Of(CfnTemplate template) =>
        [.. template.Resources.Values.Select(resource => Of(template, resource)).OfType<ResourcePolicy>()];

    private static ResourcePolicy? Of(CfnTemplate template, CfnResource resource)
    {
        var service = Services.FirstOrDefault(one => resource.Type.StartsWith(one.Type, StringComparison.Ordinal)).Service;
        if (service is null || resource.Node["Properties"] is not { } properties) return null;
        var evaluator = new CfnEvaluator(template, new(resource.Conditions, isExact: false), resource.Loop);
        var documents = In(evaluator.Evaluate(properties)).ToList();
        // What a macro makes of a policy is not known.
        if (documents.Count == 0 && resource.Type.EndsWith("Policy", StringComparison.Ordinal))
            return new(resource.LogicalId, service, [ResourcePolicy.NotKnown]);
        var principals = documents.SelectMany(document => Principals(document, evaluator)).Distinct(StringComparer.Ordinal).ToList();
        return principals.Count == 0 ? null : new(resource.LogicalId, service, principals);
    }

    private static IReadOnlyList<string> Principals(CfnValue document, CfnEvaluator evaluator)
    {
        var (json, missing) = CfnRoleDraft.Write(document, evaluator);
        return json is null || missing.Count > 0 ? [ResourcePolicy.NotKnown] : PolicyPrincipals.Of(json);
    }

    /// <summary>The policies in a value, at any depth: a table has one for its stream, and a global table one for each replica.</summary>
    private static IEnumerable<CfnValue> In(CfnValue value) => value switch
    {
        CfnMap map => map.Entries.SelectMany(entry =>
            !Documents.Contains(entry.Key, StringComparer.Ordinal) ? In(entry.Value)
            // A table's ResourcePolicy has the document one level below.
            : entry.Value is CfnMap inner && inner["Statement"] is null && inner["PolicyDocument"] is { } document ? Either(document)
            : Either(entry.Value)),
        CfnList list => list.Items.SelectMany(In),
        CfnChoice choice => In(choice.IfTrue).Concat(In(choice.IfFalse)),
        _ => [],
    };

    private static IEnumerable<CfnValue> Either(CfnValue value) => value switch
    {
        CfnChoice choice => Either(choice.IfTrue).Concat(Either(choice.IfFalse)),
        CfnNoValue => [],
        _ => [value],
    };
}
