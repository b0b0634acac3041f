namespace LambdaRoleAudit.Model;

/// <summary>How what one set of policies grants stands to what another grants.</summary>
public enum RoleRelation
{
    /// <summary>Both grant the same: proven.</summary>
    Equal,

    /// <summary>It grants less, and nothing more: proven.</summary>
    Narrower,

    /// <summary>It grants more, and nothing less: proven.</summary>
    Wider,

    /// <summary>Each grants something that the other does not.</summary>
    Incomparable,

    /// <summary>Not proven, one way or the other.</summary>
    Unknown,
}
