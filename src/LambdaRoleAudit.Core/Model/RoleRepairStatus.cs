namespace LambdaRoleAudit.Model;

/// <summary>The result of a repair, or of undoing a repair, for one function.</summary>
public enum RoleRepairStatus
{
    /// <summary>The function runs under its own role; this was verified.</summary>
    Repaired,

    /// <summary>The function already ran under its own role.</summary>
    AlreadyRepaired,

    /// <summary>The step was not confirmed, or the command was stopped before it: the function was not changed.</summary>
    Skipped,

    /// <summary>An issue blocks the step; nothing was written for it.</summary>
    Blocked,

    /// <summary>The step failed, and the function was rolled back to its previous role; the rollback was verified.</summary>
    RolledBack,

    /// <summary>The step failed. The function still has its previous role.</summary>
    Failed,

    /// <summary>The result could not be verified.</summary>
    Unknown,

    /// <summary>
    /// The repair was undone: the function has its source role, and the role that was created is deleted or kept as specified.
    /// </summary>
    Undone,

    /// <summary>No other function uses the role, so there was nothing to do.</summary>
    NotShared,

    /// <summary>
    /// The role was created, but the function was not moved: policies of resources that name its source role must name the new role first.
    /// After they were changed, the same command continues.
    /// </summary>
    WaitingForPatch,
}
