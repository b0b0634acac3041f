namespace LambdaRoleAudit.Model;

/// <summary>Where a function stands whose role a repair made.</summary>
public enum RepairStanding
{
    /// <summary>The function runs under the role.</summary>
    Repaired,

    /// <summary>The function runs under its source role: the role is left over.</summary>
    OnSourceRole,

    /// <summary>The function runs under another role: the role is left over.</summary>
    OnOtherRole,

    /// <summary>The function does not exist any more: the role is left over.</summary>
    FunctionGone,

    /// <summary>The region of the function could not be read.</summary>
    Unknown,

    /// <summary>The role's tags claim what its name, account or trust policy does not bear out. It is never touched.</summary>
    ClaimNotTrue,
}
