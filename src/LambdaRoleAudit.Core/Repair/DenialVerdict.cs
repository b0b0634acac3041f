namespace LambdaRoleAudit.Repair;

/// <summary>Whether a call that was denied under a function's own role was allowed under its source role.</summary>
internal enum DenialVerdict
{
    /// <summary>The call was denied before the repair too.</summary>
    DeniedBefore,

    /// <summary>The source role's own policies do not allow the call. A resource policy that names the source role could have.</summary>
    NotByOwnPolicies,

    /// <summary>The source role's policies allow the call.</summary>
    Allowed,

    /// <summary>The source role's policies may allow the call: it depends on what the record does not show.</summary>
    PossiblyAllowed,

    /// <summary>It is not known which permission the call needs.</summary>
    Unmapped,
}
