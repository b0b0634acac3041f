namespace LambdaRoleAudit.Ports;

/// <summary>A policy of a resource, as its service returned it.</summary>
/// <param name="Kind">The kind of resource.</param>
/// <param name="ResourceArn">The resource's ARN. For a version or alias of a function, with the qualifier.</param>
/// <param name="Region">The resource's region; empty for a role, which is in every region.</param>
/// <param name="Document">The policy document, unchanged; null for a key's grants without its policy.</param>
public sealed record ResourcePolicyRecord(PolicyResourceKind Kind, string ResourceArn, string Region, string? Document)
{
    /// <summary>
    /// What the service's operations need besides the ARN: the URL of a queue, the id of a policy (Systems Manager); null if nothing.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>
    /// The value that a write must repeat, if the service has one, so that it does not overwrite a later change (the hash of a policy of
    /// Systems Manager or Glue); null if there is none.
    /// </summary>
    public string? Revision { get; init; }

    /// <summary>A key's grants; empty for other resources.</summary>
    public IReadOnlyList<KeyGrant> Grants { get; init; } = [];
}

/// <summary>A grant of a KMS key (KMS API reference, GrantListEntry).</summary>
/// <param name="GrantId">The grant's id.</param>
/// <param name="GranteePrincipal">The principal that can use the key.</param>
/// <param name="Operations">The operations that are granted.</param>
/// <param name="Constraints">The constraints (encryption context) as JSON; null if there are none.</param>
/// <param name="Name">The grant's name; null if it has none.</param>
/// <param name="RetiringPrincipal">The principal that can retire the grant; null if there is none.</param>
public sealed record KeyGrant(
    string GrantId, string GranteePrincipal, IReadOnlyList<string> Operations, string? Constraints, string? Name,
    string? RetiringPrincipal);
