namespace LambdaRoleAudit.Templates;

/// <summary>How a function in a template gets its role.</summary>
public enum RoleTie
{
    /// <summary>The role is a resource of the same template.</summary>
    Declared,

    /// <summary>
    /// The role is made somewhere else, and the template names it: an ARN, a parameter, an export. The same text is the same role.
    /// </summary>
    Imported,

    /// <summary>The tool makes a role for this function alone, as SAM does for a function without <c>Role</c>.</summary>
    Generated,

    /// <summary>The role cannot be determined from the template.</summary>
    Unknown,
}
