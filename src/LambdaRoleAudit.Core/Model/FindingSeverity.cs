namespace LambdaRoleAudit.Model;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth tidying.</summary>
    Low,

    /// <summary>Should be mended.</summary>
    Medium,

    /// <summary>Must be mended: a way to more power, or a function that does not work.</summary>
    High,

    /// <summary>The account is open.</summary>
    Critical,
}
