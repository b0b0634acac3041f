namespace LambdaRoleAudit.Model;

/// <summary>What happened to an alias.</summary>
public enum AliasStatus
{
    /// <summary>The alias points to an equal version on the function's own role; this was verified.</summary>
    Moved,

    /// <summary>The alias already pointed to a version on the function's own role.</summary>
    AlreadyMoved,

    /// <summary>The command was stopped before the alias, or its function was not repaired: the alias was not changed.</summary>
    Skipped,

    /// <summary>An issue blocks the move; the alias was not changed.</summary>
    Blocked,

    /// <summary>The move failed, and the alias was rolled back to its previous version; the rollback was verified.</summary>
    RolledBack,

    /// <summary>The move failed. The alias still points to its previous version.</summary>
    Failed,

    /// <summary>The result could not be verified.</summary>
    Unknown,

    /// <summary>The move was undone: the alias points to a version on the source role, with the same code and configuration.</summary>
    Restored,
}
