namespace LambdaRoleAudit.Accounts;

/// <summary>Which roles are read.</summary>
public enum RoleReading
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that are chosen when the functions are known.</summary>
    Chosen,

    /// <summary>All roles of the account; a refusal ends the reading.</summary>
    All,

    /// <summary>All roles of the account; if that is refused, each role that functions name.</summary>
    AllOrUsed,
}
