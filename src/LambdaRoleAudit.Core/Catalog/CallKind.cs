namespace LambdaRoleAudit.Catalog;

/// <summary>What is known of the permissions that a call needs.</summary>
public enum CallKind
{
    /// <summary>The permissions are known.</summary>
    Mapped,

    /// <summary>The call needs no permission of its caller, or a service made it for itself.</summary>
    NeedsNone,

    /// <summary>No permission is known for the call, or not all of them are certain.</summary>
    Unmapped,
}
