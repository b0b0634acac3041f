namespace LambdaRoleAudit.Model;

/// <summary>How a repair, or the undoing of one, ended for a function.</summary>
public enum RoleRepairStatus
{
    /// <summary>The function runs under its own role, verified.</summary>
    Repaired,

    /// <summary>It did before.</summary>
    AlreadyRepaired,

    /// <summary>It was not agreed to, or the command was stopped first: the function was not touched.</summary>
    Skipped,

    /// <summary>Something stands against it; nothing was written for it.</summary>
    Blocked,

    /// <summary>It did not end well; the function is back on the role that it had, verified.</summary>
    RolledBack,

    /// <summary>It failed; the function is on the role that it had.</summary>
    Failed,

    /// <summary>How it ended could not be verified.</summary>
    Unknown,

    /// <summary>Undone: the function is on its source role, and the role that was made is gone or kept as said.</summary>
    Undone,

    /// <summary>No other function uses its role: there was nothing to do.</summary>
    NotShared,
}
