namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>What can go wrong on purpose.</summary>
public enum FaultKind
{
    /// <summary>AWS asks for fewer requests.</summary>
    Throttle,

    /// <summary>AWS fails: HTTP 500 or 503.</summary>
    Error,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>No answer, ever.</summary>
    Hang,

    /// <summary>The session token has expired.</summary>
    Expired,

    /// <summary>A policy refuses the call.</summary>
    Deny,

    /// <summary>A page of HTML, as a proxy's log-in.</summary>
    Html,

    /// <summary>The answer breaks off in the middle.</summary>
    Truncate,

    /// <summary>The request is done, and its answer is lost.</summary>
    Lost,
}
