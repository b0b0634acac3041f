namespace LambdaRoleAudit.Ports;

/// <summary>The policies of resources in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface IResourcePolicyApi
{
    /// <summary>
    /// Returns the ARNs of all resources of a kind in the region, with or without a policy. For buckets, those of all regions. For
    /// functions, each function with its versions and aliases. For keys, those that the customer manages.
    /// </summary>
    IAsyncEnumerable<string> ListAsync(PolicyResourceKind kind, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the policies of a resource; empty if the resource has none. Most resources have at most one; a parameter of Systems Manager
    /// can have several.
    /// </summary>
    /// <param name="kind">The kind of resource.</param>
    /// <param name="resourceArn">The resource's ARN. A bucket is read wherever it is.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="AwsCallException">The call failed. The kind is NotFound if the resource does not exist.</exception>
    Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyResourceKind kind, string resourceArn, CancellationToken cancellationToken);
}
