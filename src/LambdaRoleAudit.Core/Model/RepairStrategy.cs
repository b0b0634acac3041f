namespace LambdaRoleAudit.Model;

/// <summary>Which permissions a function's own role grants.</summary>
public enum RepairStrategy
{
    /// <summary>The same permissions as the source role.</summary>
    Copy,

    /// <summary>
    /// The permissions that the function's settings need. Used only if the source role is proven to allow all of them. Calls that the
    /// function's code makes are not part of the configuration, so their permissions are lost.
    /// </summary>
    Scoped,

    /// <summary>
    /// What the function used, what its settings need, and what the records cannot show (docs/least-privilege.md). It never grants more
    /// than the source role, and allows everything in evidence.
    /// </summary>
    Used,
}
