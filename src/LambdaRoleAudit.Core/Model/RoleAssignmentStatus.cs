namespace LambdaRoleAudit.Model;

/// <summary>How putting a function on a role ended.</summary>
public enum RoleAssignmentStatus
{
    /// <summary>It runs under the role, and that was verified.</summary>
    Assigned,

    /// <summary>It ran under the role before; nothing was written.</summary>
    AlreadyAssigned,

    /// <summary>It did not end well, and the function is back on the role that it had; that was verified.</summary>
    PutBack,

    /// <summary>Nothing was written, because the function or the role changed after it was read: see the error.</summary>
    Outdated,

    /// <summary>Nothing was written; the function is on the role that it had: see the error.</summary>
    NotAssigned,

    /// <summary>It could not be brought to a good end, or that could not be verified: see the error.</summary>
    Unverified,
}
