namespace LambdaRoleAudit.Accounts;

/// <summary>The roles to read.</summary>
public enum RoleReading
{
    /// <summary>No roles.</summary>
    None,

    /// <summary>The roles that are chosen after the functions are known.</summary>
    Chosen,

    /// <summary>All roles of the account. If this is denied, the operation ends.</summary>
    All,

    /// <summary>All roles of the account. If this is denied, each role that functions name.</summary>
    AllOrUsed,
}
