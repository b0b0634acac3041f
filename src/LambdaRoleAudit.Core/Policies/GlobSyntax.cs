namespace LambdaRoleAudit.Policies;

/// <summary>How a pattern's text is to be read.</summary>
[Flags]
internal enum GlobSyntax
{
    None = 0,

    /// <summary><c>*</c> and <c>?</c> stand for any characters, and for any one.</summary>
    Wildcards = 1,

    /// <summary><c>${key}</c> stands for a value of the request.</summary>
    Variables = 2,

    /// <summary>Letters match without regard to case.</summary>
    IgnoreCase = 4,

    /// <summary>
    /// "Each of the six colon-delimited components of the ARN is checked separately" (IAM user guide, ARN condition
    /// operators): a wildcard stays within its component, the last one excepted.
    /// </summary>
    ArnParts = 8,
}
