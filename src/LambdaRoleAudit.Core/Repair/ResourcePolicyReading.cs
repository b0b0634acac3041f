namespace LambdaRoleAudit.Repair;

/// <summary>Which functions' resource policies a plan looks at.</summary>
public enum ResourcePolicyReading
{
    /// <summary>If functions are named, those of the functions on their source roles; else all.</summary>
    Related,

    /// <summary>All functions of the scope.</summary>
    All,

    /// <summary>None.</summary>
    None,
}
