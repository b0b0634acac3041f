namespace LambdaRoleAudit.Model;

/// <summary>Whether a function waits for the change of a resource's policy.</summary>
public enum ResourcePolicyVerdict
{
    /// <summary>The function is not moved before the policy was changed.</summary>
    Waits,

    /// <summary>The new role's own policies provably allow the same.</summary>
    AllowedByRole,

    /// <summary>The usage shows that the function did not use the resource.</summary>
    NotUsed,

    /// <summary>The loss was allowed.</summary>
    LossAllowed,

    /// <summary>Whether the policy treats both roles alike could not be determined.</summary>
    Unclear,
}
