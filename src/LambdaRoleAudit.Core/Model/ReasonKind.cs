namespace LambdaRoleAudit.Model;

/// <summary>Why a permission is kept.</summary>
public enum ReasonKind
{
    /// <summary>The function used it, by the records.</summary>
    Used,

    /// <summary>A session of the role that no function can be named for used it.</summary>
    UsedUnattributed,

    /// <summary>A setting of the function needs it.</summary>
    Needed,

    /// <summary>The records do not show whether it is used.</summary>
    Unseen,

    /// <summary>A call that no action is known for may need it.</summary>
    UnmappedCall,

    /// <summary>IAM's last accessed information shows a use that the records do not show.</summary>
    LastAccessed,

    /// <summary>The action catalog does not have the action, so nothing is known about its use.</summary>
    UnknownAction,

    /// <summary>The statement contains elements that the module does not understand, so it is not changed.</summary>
    NotUnderstood,

    /// <summary>The statement denies, and is kept.</summary>
    Deny,
}
