namespace LambdaRoleAudit.Policies;

/// <summary>What policies say to a request.</summary>
public enum PolicyVerdict
{
    /// <summary>Nothing allows it, or something denies it.</summary>
    Denied,

    /// <summary>It depends on what is not known of the request.</summary>
    Depends,

    /// <summary>It is allowed.</summary>
    Allowed,
}
