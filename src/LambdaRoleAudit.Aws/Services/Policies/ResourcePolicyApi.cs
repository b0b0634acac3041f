using System.Runtime.CompilerServices;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>The policies of resources in one region.</summary>
/// <param name="region">The region.</param>
/// <param name="place">Returns the services of a region: a resource is read in the region of its ARN.</param>
/// <param name="buckets">Returns the buckets of all regions.</param>
internal sealed class ResourcePolicyApi(string region, Func<string, PolicyPlace> place, Func<IBucketPolicies> buckets) : IResourcePolicyApi
{
    private static readonly Dictionary<PolicyResourceKind, PolicySource> Sources = new()
    {
        [PolicyResourceKind.S3AccessPoint] = new AccessPointPolicySource(),
        [PolicyResourceKind.KmsKey] = new KmsPolicySource(),
        [PolicyResourceKind.SqsQueue] = new SqsPolicySource(),
        [PolicyResourceKind.SnsTopic] = new SnsPolicySource(),
        [PolicyResourceKind.Secret] = JsonPolicySources.Secret,
        [PolicyResourceKind.LambdaFunction] = new LambdaPolicySource(),
        [PolicyResourceKind.DynamoDbTable] = JsonPolicySources.DynamoDbTable,
        [PolicyResourceKind.DynamoDbStream] = JsonPolicySources.DynamoDbStream,
        [PolicyResourceKind.KinesisStream] = JsonPolicySources.KinesisStream,
        [PolicyResourceKind.EcrRepository] = JsonPolicySources.EcrRepository,
        [PolicyResourceKind.EventBus] = JsonPolicySources.EventBus,
        [PolicyResourceKind.FileSystem] = JsonPolicySources.FileSystem,
        [PolicyResourceKind.SsmParameter] = new SsmPolicySource(),
        [PolicyResourceKind.GlueCatalog] = JsonPolicySources.GlueCatalog,
        [PolicyResourceKind.OpenSearchDomain] = JsonPolicySources.OpenSearchDomain,
        [PolicyResourceKind.RestApi] = JsonPolicySources.RestApi,
        [PolicyResourceKind.BackupVault] = JsonPolicySources.BackupVault,
        [PolicyResourceKind.CodeArtifactDomain] = JsonPolicySources.CodeArtifactDomain,
        [PolicyResourceKind.CodeArtifactRepository] = JsonPolicySources.CodeArtifactRepository,
    };

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(PolicyResourceKind kind, CancellationToken cancellationToken) =>
        kind == PolicyResourceKind.S3Bucket
            ? ListBucketsAsync(cancellationToken)
            : Sources[kind].ListAsync(place(region), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyResourceKind kind, string resourceArn, CancellationToken cancellationToken)
    {
        if (PolicyResources.KindOf(resourceArn) != kind)
            throw new AwsCallException(
                AwsErrorKind.Other, $"'{resourceArn}' is not the ARN of a resource of the kind {PolicyResources.Of(kind).Words}.")
            {
                Region = region,
            };
        if (kind != PolicyResourceKind.S3Bucket)
        {
            Arn.TryParse(resourceArn, out var arn);
            return await Sources[kind].ReadAsync(place(arn!.Region), arn, cancellationToken).ConfigureAwait(false);
        }

        var bucket = PolicyResources.NameOf(kind, resourceArn);
        var (home, policy) = await buckets().ReadAsync(bucket, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(policy) ? [] : [new ResourcePolicyRecord(kind, resourceArn, home, policy)];
    }

    private async IAsyncEnumerable<string> ListBucketsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var bucket in buckets().ListAsync(cancellationToken).ConfigureAwait(false))
            yield return $"arn:{place(region).Partition}:s3:::{bucket}";
    }
}
