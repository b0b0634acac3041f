namespace LambdaRoleAudit.Model;

/// <summary>The result of assigning a role to a function.</summary>
public enum RoleAssignmentStatus
{
    /// <summary>The function runs under the role; this was verified.</summary>
    Assigned,

    /// <summary>The function already ran under the role; nothing was written.</summary>
    AlreadyAssigned,

    /// <summary>The assignment failed, and the function was rolled back to its previous role; the rollback was verified.</summary>
    PutBack,

    /// <summary>Nothing was written, because the function or the role changed after it was read. See the error.</summary>
    Outdated,

    /// <summary>Nothing was written. The function still has its previous role. See the error.</summary>
    NotAssigned,

    /// <summary>The assignment could not be completed, or its result could not be verified. See the error.</summary>
    Unverified,
}
