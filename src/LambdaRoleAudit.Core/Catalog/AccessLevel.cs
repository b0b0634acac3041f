namespace LambdaRoleAudit.Catalog;

/// <summary>The access level of an action (Service Authorization Reference, "Access levels").</summary>
public enum AccessLevel
{
    /// <summary>The action reads content.</summary>
    Read,

    /// <summary>The action lists resources.</summary>
    List,

    /// <summary>The action creates, changes or deletes resources.</summary>
    Write,

    /// <summary>The action changes tags.</summary>
    Tagging,

    /// <summary>The action grants or removes permissions.</summary>
    PermissionsManagement,
}
