namespace LambdaRoleAudit.Repair;

/// <summary>The functions whose resource policies a plan checks.</summary>
public enum ResourcePolicyReading
{
    /// <summary>If functions are named, the functions on their source roles; otherwise all functions.</summary>
    Related,

    /// <summary>All functions in the scope.</summary>
    All,

    /// <summary>No functions.</summary>
    None,
}
