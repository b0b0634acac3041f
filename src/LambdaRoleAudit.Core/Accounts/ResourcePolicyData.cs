using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>The policies of resources that were read, and what could not be read.</summary>
public sealed record ResourcePolicyData
{
    /// <summary>The policies, sorted by kind and resource.</summary>
    public IReadOnlyList<ResourcePolicyRecord> Policies { get; init; } = [];

    /// <summary>The resources whose policies were read, with or without a policy.</summary>
    public IReadOnlySet<PolicyResource> Read { get; init; } = new HashSet<PolicyResource>();

    /// <summary>The kinds of which every resource in the scope was listed.</summary>
    public IReadOnlySet<PolicyResourceKind> ListedKinds { get; init; } = new HashSet<PolicyResourceKind>();

    /// <summary>The resources that could not be read, with the reason.</summary>
    public IReadOnlyList<(PolicyResource Resource, string Why)> Unread { get; init; } = [];

    /// <summary>The kinds that could not be listed in a region, with the reason.</summary>
    public IReadOnlyList<(PolicyResourceKind Kind, string Region, string Why)> Unlisted { get; init; } = [];

    /// <summary>The resources that were not read, because what AWS Config recorded decides enough, with the time of each record.</summary>
    public IReadOnlyDictionary<PolicyResource, DateTimeOffset> Recorded { get; init; } = new Dictionary<PolicyResource, DateTimeOffset>();

    /// <summary>The regions in which AWS Config could not be used, with the reason.</summary>
    public IReadOnlyList<(string Region, string Why)> WithoutConfig { get; init; } = [];

    /// <summary>Buckets that were named but do not belong to the account. Their policies cannot be read.</summary>
    public IReadOnlyList<string> OfOthers { get; init; } = [];
}
