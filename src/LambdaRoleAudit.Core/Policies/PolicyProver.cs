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
    /// <summary>Does the candidate grant no more than the reference, to anybody, from now on?</summary>
    /// <param name="candidate">The policies that may grant more.</param>
    /// <param name="reference">The policies that they are held against.</param>
    /// <param name="mostWitnesses">How many witnesses are looked for, at least one.</param>
    /// <param name="cancellationToken">Ends the proof within a moment.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static ProofResult GrantsNoMoreThan(
        PolicySet candidate, PolicySet reference, int mostWitnesses = 1, CancellationToken cancellationToken = default)
    {
        var facts = RequestFacts.From(TimeProvider.System.GetUtcNow());
        return GrantsNoMoreThan(candidate, facts, reference, facts, mostWitnesses, cancellationToken);
    }

    /// <summary>Does the candidate grant no more to one principal than the reference grants to the same or another one?</summary>
    /// <param name="candidate">The policies that may grant more.</param>
    /// <param name="candidateFacts">Whose requests the candidate decides.</param>
    /// <param name="reference">The policies that they are held against.</param>
    /// <param name="referenceFacts">Whose requests the reference decides: the same, but for who makes them.</param>
    /// <param name="mostWitnesses">How many witnesses are looked for, at least one.</param>
    /// <param name="cancellationToken">Ends the proof within a moment.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static ProofResult GrantsNoMoreThan(
        PolicySet candidate, RequestFacts candidateFacts, PolicySet reference, RequestFacts referenceFacts, int mostWitnesses = 1,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return new PolicyProof(
                candidate, reference, mostWitnesses, (candidateFacts, referenceFacts), new ProofBudget(cancellationToken)).Run();
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A fault in the proof is one role's Unknown, never the end of a command over a whole account; and it is told.
            return new ProofResult(
                ProofOutcome.Unknown, [], $"The comparison failed, which is a bug in this module: {e.GetType().Name}: {e.Message}");
        }
    }
}
