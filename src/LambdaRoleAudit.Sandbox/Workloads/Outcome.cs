namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>How a call ends.</summary>
public enum Outcome
{
    /// <summary>It succeeds.</summary>
    Success,

    /// <summary>The role's policies do not allow it.</summary>
    Denied,

    /// <summary>The service throttles every third call, and the function's SDK retries it a second later.</summary>
    Throttled,
}
