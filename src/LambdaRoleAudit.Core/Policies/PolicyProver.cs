namespace LambdaRoleAudit.Policies;

/// <summary>
/// Proves that one set of policies grants no more than another, over every request that can be written: any action, resource,
/// principal and context, not only those that AWS has today. Sound before complete: <see cref="ProofOutcome.Proven"/> is
/// never wrong, and each witness has been put to the <see cref="PolicyEvaluator"/>.
/// </summary>
/// <remarks>
/// Each of the candidate's allow statements is cut into boxes of one action pattern and one resource pattern. From a box,
/// what the candidate denies and what the reference allows is taken away, statement by statement; whatever can be left is a
/// request that only the candidate allows.
/// </remarks>
public static class PolicyProver
{
    /// <summary>Does the candidate grant no more than the reference?</summary>
    /// <param name="candidate">The policies that may grant more.</param>
    /// <param name="reference">The policies that they are held against.</param>
    /// <param name="mostWitnesses">How many witnesses are looked for, at least one.</param>
    public static ProofResult GrantsNoMoreThan(PolicySet candidate, PolicySet reference, int mostWitnesses = 1) =>
        new PolicyProof(candidate, reference, mostWitnesses).Run();
}
