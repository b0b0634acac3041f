namespace LambdaRoleAudit.Accounts;

/// <summary>What became of a function that was given to a <see cref="FunctionTable"/>.</summary>
internal enum AddOutcome
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is known, with the same role.</summary>
    Known,

    /// <summary>It is known with another role, and what was seen later was kept.</summary>
    Superseded,

    /// <summary>It is known with another role, and nothing says which was later: the new one was kept.</summary>
    Conflicting,

    /// <summary>A name alone, which was there before: one function, or two?</summary>
    Ambiguous,

    /// <summary>It was deleted later than this.</summary>
    Deleted,

    /// <summary>It has neither a name nor an ARN.</summary>
    Nameless,

    /// <summary>It has no role.</summary>
    NoRole,

    /// <summary>Its role is no role's ARN.</summary>
    InvalidRole,

    /// <summary>Its ARN is no function's.</summary>
    InvalidArn,
}
