namespace LambdaRoleAudit.Model;

/// <summary>What a policy that looks at the caller does to a function that moves from its source role to its own role.</summary>
public enum ResourcePolicyEffect
{
    /// <summary>The function would lose permissions: a statement allows the source role only, or denies everyone except it.</summary>
    Loses,

    /// <summary>The function would gain permissions: a statement denies the source role only, or allows a pattern of role names.</summary>
    Gains,

    /// <summary>Whether the statement treats both roles alike could not be determined.</summary>
    Unknown,
}
