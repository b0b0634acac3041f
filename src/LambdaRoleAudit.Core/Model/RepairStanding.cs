namespace LambdaRoleAudit.Model;

/// <summary>The state of a function whose role was created by a repair.</summary>
public enum RepairStanding
{
    /// <summary>The function runs under the role.</summary>
    Repaired,

    /// <summary>The function runs under its source role. The new role is unused.</summary>
    OnSourceRole,

    /// <summary>
    /// The function runs under a role that a later repair created from this role. That repair is undone first, and returns the function to
    /// this role.
    /// </summary>
    RepairedAgain,

    /// <summary>The function runs under another role. The new role is unused.</summary>
    OnOtherRole,

    /// <summary>The function no longer exists. The new role is unused.</summary>
    FunctionGone,

    /// <summary>The function's region could not be read.</summary>
    Unknown,

    /// <summary>The role's tags make a claim that its name, account or trust policy does not confirm. The role is never changed.</summary>
    ClaimNotTrue,
}
