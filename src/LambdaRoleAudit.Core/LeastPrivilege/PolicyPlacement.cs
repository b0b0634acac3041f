namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>How a narrowed policy belongs to the new role.</summary>
public enum PolicyPlacement
{
    /// <summary>As an inline policy.</summary>
    Inline,

    /// <summary>As a customer managed policy that is created for the role, because the inline policies would be too large.</summary>
    CustomerManaged,

    /// <summary>As the managed policy of the source, which is not changed and too large for an inline policy.</summary>
    Attached,
}
