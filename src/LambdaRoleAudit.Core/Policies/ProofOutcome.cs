namespace LambdaRoleAudit.Policies;

/// <summary>The outcome of a proof of "grants no more than".</summary>
public enum ProofOutcome
{
    /// <summary>The statement is true for every request.</summary>
    Proven,

    /// <summary>The statement is neither proven nor refuted.</summary>
    Unknown,

    /// <summary>There is a request for which the statement is false.</summary>
    Refuted,
}
