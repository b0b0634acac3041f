namespace LambdaRoleAudit.Model;

/// <summary>A comparison of the permissions that two roles, or two sets of policies, grant.</summary>
public sealed class RoleComparison
{
    /// <summary>The reference: a role's name, or the names of the policies.</summary>
    public required string Reference { get; init; }

    /// <summary>The role or policies that are compared to the reference.</summary>
    public required string Difference { get; init; }

    /// <summary>The relation of the difference to the reference.</summary>
    public required RoleRelation Relation { get; init; }

    /// <summary>Requests that the difference allows and the reference does not.</summary>
    public required ItemList<PermissionWitness> Added { get; init; }

    /// <summary>Requests that the reference allows and the difference does not.</summary>
    public required ItemList<PermissionWitness> Removed { get; init; }

    /// <summary>What could not be decided, and why; null if everything was decided.</summary>
    public string? Reason { get; init; }
}
