namespace LambdaRoleAudit.Model;

/// <summary>The relation between the permissions of two sets of policies.</summary>
public enum RoleRelation
{
    /// <summary>Both grant the same permissions (proven).</summary>
    Equal,

    /// <summary>The difference grants less than the reference, and nothing more (proven).</summary>
    Narrower,

    /// <summary>The difference grants more than the reference, and nothing less (proven).</summary>
    Wider,

    /// <summary>Each grants something that the other does not.</summary>
    Incomparable,

    /// <summary>The relation could not be proven.</summary>
    Unknown,
}
