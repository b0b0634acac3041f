using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Where AWS Config records the policy of a kind of resource.</summary>
/// <param name="ResourceType">The resource type of AWS Config.</param>
/// <param name="Property">The property of the configuration item that contains the policy.</param>
/// <remarks>
/// AWS does not document these properties as a list. They were taken from configuration items and queries of public projects. If an item
/// does not have its property, the resource is read from its service, so a property that AWS renames costs time, not correctness. The other
/// kinds are left out, because their items do not contain the complete policy: AWS Config records a key's policy but not its grants.
/// </remarks>
internal sealed record RecordedPolicyType(string ResourceType, string Property)
{
    /// <summary>The kinds whose policies AWS Config records.</summary>
    public static IReadOnlyDictionary<PolicyResourceKind, RecordedPolicyType> All { get; } =
        new Dictionary<PolicyResourceKind, RecordedPolicyType>
        {
            [PolicyResourceKind.S3Bucket] = new("AWS::S3::Bucket", "supplementaryConfiguration.BucketPolicy"),
            [PolicyResourceKind.S3AccessPoint] = new("AWS::S3::AccessPoint", "configuration.Policy"),
            [PolicyResourceKind.SqsQueue] = new("AWS::SQS::Queue", "configuration.Policy"),
            [PolicyResourceKind.SnsTopic] = new("AWS::SNS::Topic", "configuration.Policy"),
            [PolicyResourceKind.LambdaFunction] = new("AWS::Lambda::Function", "supplementaryConfiguration.Policy"),
            [PolicyResourceKind.EcrRepository] = new("AWS::ECR::Repository", "configuration.RepositoryPolicyText"),
            [PolicyResourceKind.EventBus] = new("AWS::Events::EventBus", "configuration.Policy"),
            [PolicyResourceKind.FileSystem] = new("AWS::EFS::FileSystem", "configuration.FileSystemPolicy"),
            [PolicyResourceKind.OpenSearchDomain] = new("AWS::OpenSearch::Domain", "configuration.AccessPolicies"),
            [PolicyResourceKind.BackupVault] = new("AWS::Backup::BackupVault", "configuration.AccessPolicy"),
        };

    /// <summary>The path of the policy document in an item. For a bucket, the property is an object with the document.</summary>
    public string Path => ResourceType == "AWS::S3::Bucket" ? $"{Property}.policyText" : Property;

    /// <summary>
    /// The advanced query that returns the policies of the kind in a region (AWS Config developer guide, "Query Components").
    /// </summary>
    public string Query =>
        $"SELECT arn, configurationItemStatus, configurationItemCaptureTime, {Property} WHERE resourceType = '{ResourceType}'";
}
