namespace LambdaRoleAudit.Policies;

/// <summary>What a statement does with the requests that it matches (IAM user guide, "IAM JSON policy elements: Effect").</summary>
public enum PolicyEffect
{
    /// <summary>It allows them.</summary>
    Allow,

    /// <summary>It denies them, whatever allows them elsewhere.</summary>
    Deny,
}
