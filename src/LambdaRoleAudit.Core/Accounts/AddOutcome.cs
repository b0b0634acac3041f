namespace LambdaRoleAudit.Accounts;

/// <summary>The result of adding a function to a <see cref="FunctionTable"/>.</summary>
internal enum AddOutcome
{
    /// <summary>The function is new.</summary>
    Added,

    /// <summary>The function is known, with the same role.</summary>
    Known,

    /// <summary>The function is known with another role. The later data was kept.</summary>
    Superseded,

    /// <summary>The function is known with another role, and it is not known which data is later. The new data was kept.</summary>
    Conflicting,

    /// <summary>The entry has only a name that was already present. It is not known whether this is one function or two.</summary>
    Ambiguous,

    /// <summary>The function was deleted after this data was recorded.</summary>
    Deleted,

    /// <summary>The entry has neither a name nor an ARN.</summary>
    Nameless,

    /// <summary>The entry has no role.</summary>
    NoRole,

    /// <summary>The entry's role is not a role ARN.</summary>
    InvalidRole,

    /// <summary>The entry's ARN is not a function ARN.</summary>
    InvalidArn,
}
