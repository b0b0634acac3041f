namespace LambdaRoleAudit.Policies;

/// <summary>How the text of a pattern is read.</summary>
[Flags]
internal enum GlobSyntax
{
    None = 0,

    /// <summary><c>*</c> matches any characters, and <c>?</c> matches any single character.</summary>
    Wildcards = 1,

    /// <summary><c>${key}</c> stands for a value from the request.</summary>
    Variables = 2,

    /// <summary>Letters match regardless of case.</summary>
    IgnoreCase = 4,

    /// <summary>
    /// "Each of the six colon-delimited components of the ARN is checked separately" (IAM user guide, ARN condition operators): a wildcard
    /// stays within its component, except in the last one.
    /// </summary>
    ArnParts = 8,
}
