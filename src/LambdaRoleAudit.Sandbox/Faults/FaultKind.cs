namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>The kinds of faults.</summary>
public enum FaultKind
{
    /// <summary>AWS throttles requests.</summary>
    Throttle,

    /// <summary>AWS fails: HTTP 500 or 503.</summary>
    Error,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>There is never a response.</summary>
    Hang,

    /// <summary>The session token has expired.</summary>
    Expired,

    /// <summary>A policy denies the call.</summary>
    Deny,

    /// <summary>The response is an HTML page, like the sign-in page of a proxy.</summary>
    Html,

    /// <summary>The response is cut off in the middle.</summary>
    Truncate,

    /// <summary>The request is executed, but its response is lost.</summary>
    Lost,
}
