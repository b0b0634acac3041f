namespace LambdaRoleAudit.Policies;

/// <summary>The verdict of policies on a request.</summary>
public enum PolicyVerdict
{
    /// <summary>No statement allows the request, or a statement denies it.</summary>
    Denied,

    /// <summary>The verdict depends on what is not known about the request.</summary>
    Depends,

    /// <summary>The request is allowed.</summary>
    Allowed,
}
