namespace LambdaRoleAudit.Model;

/// <summary>What one role, or set of policies, grants beside another.</summary>
public sealed class RoleComparison
{
    /// <summary>What it is compared to: a role's name, or the policies' names.</summary>
    public required string Reference { get; init; }

    /// <summary>What is compared.</summary>
    public required string Difference { get; init; }

    /// <summary>How the difference stands to the reference.</summary>
    public required RoleRelation Relation { get; init; }

    /// <summary>Requests that the difference allows and the reference does not.</summary>
    public required ItemList<PermissionWitness> Added { get; init; }

    /// <summary>Requests that the reference allows and the difference does not.</summary>
    public required ItemList<PermissionWitness> Removed { get; init; }

    /// <summary>What could not be decided, and why; null where all was.</summary>
    public string? Reason { get; init; }
}
