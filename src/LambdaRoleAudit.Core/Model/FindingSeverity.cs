namespace LambdaRoleAudit.Model;

/// <summary>The severity of a finding.</summary>
public enum FindingSeverity
{
    /// <summary>A minor problem that is worth fixing.</summary>
    Low,

    /// <summary>A problem that should be fixed.</summary>
    Medium,

    /// <summary>A problem that must be fixed: privilege escalation is possible, or a function does not work.</summary>
    High,

    /// <summary>The account is open to others.</summary>
    Critical,
}
