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

    /// <summary>
    /// Returns true if a policy document that AWS Config recorded decides enough, so that the resource is not read from its service. Null
    /// to not use AWS Config. <see cref="Resources"/> are always read from their services.
    /// </summary>
    public Func<string, bool>? RecordedIsEnough { get; init; }
}
