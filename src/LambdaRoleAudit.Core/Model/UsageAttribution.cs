namespace LambdaRoleAudit.Model;

/// <summary>How calls in CloudTrail were attributed to a function.</summary>
[Flags]
public enum UsageAttribution
{
    /// <summary>No function can be named: another session of the role made the calls.</summary>
    None = 0,

    /// <summary>By the function's ARN in <c>userIdentity.inScopeOf.credentialsIssuedTo</c>, which CloudTrail records since 2025.</summary>
    FunctionArn = 1,

    /// <summary>By the name of the session, which is the function's name. It counts only if the role trusts Lambda alone.</summary>
    SessionName = 2,

    /// <summary>
    /// By the name of the session, which several functions of the role have in different regions. The calls count for each of them.
    /// </summary>
    SharedSessionName = 4,
}
