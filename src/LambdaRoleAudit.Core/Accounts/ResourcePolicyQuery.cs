using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Selects the resources whose policies are read.</summary>
public sealed record ResourcePolicyQuery
{
    /// <summary>Resources that are read by their ARNs.</summary>
    public IReadOnlyCollection<PolicyResource> Resources { get; init; } = [];

    /// <summary>The kinds of which every resource is read, in each of the regions.</summary>
    public IReadOnlyCollection<PolicyResourceKind> AllOf { get; init; } = [];

    /// <summary>The regions for <see cref="AllOf"/>.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } = [];
}
