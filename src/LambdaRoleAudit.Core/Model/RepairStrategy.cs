namespace LambdaRoleAudit.Model;

/// <summary>What a function's own role is to allow.</summary>
public enum RepairStrategy
{
    /// <summary>The same as the source role.</summary>
    Copy,

    /// <summary>
    /// What the function's settings ask for. Only where the source role is proven to allow all of that. What its code calls
    /// does not stand in the configuration and is lost.
    /// </summary>
    Scoped,
}
