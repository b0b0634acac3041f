namespace LambdaRoleAudit.Policies;

/// <summary>What is known of "grants no more than".</summary>
public enum ProofOutcome
{
    /// <summary>It holds for every request.</summary>
    Proven,

    /// <summary>Neither proven nor refuted.</summary>
    Unknown,

    /// <summary>There is a request for which it does not hold.</summary>
    Refuted,
}
