namespace LambdaRoleAudit.Policies;

/// <summary>The effect of a statement on the requests that it matches (IAM user guide, "IAM JSON policy elements: Effect").</summary>
public enum PolicyEffect
{
    /// <summary>The statement allows the requests.</summary>
    Allow,

    /// <summary>The statement denies the requests, whatever other statements allow.</summary>
    Deny,
}
