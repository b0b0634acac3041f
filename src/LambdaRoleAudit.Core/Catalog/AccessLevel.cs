namespace LambdaRoleAudit.Catalog;

/// <summary>What an action does (Service Authorization Reference, "Access levels").</summary>
public enum AccessLevel
{
    /// <summary>Reads content.</summary>
    Read,

    /// <summary>Lists what there is.</summary>
    List,

    /// <summary>Creates, changes or deletes.</summary>
    Write,

    /// <summary>Changes tags.</summary>
    Tagging,

    /// <summary>Gives or takes permissions.</summary>
    PermissionsManagement,
}
