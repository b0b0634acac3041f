namespace LambdaRoleAudit.Policies;

/// <summary>
/// Proves that one set of policies grants no more than another, for every request that can be written: any action, resource, principal and
/// context, not only those that AWS has today. Soundness comes before completeness: <see cref="ProofOutcome.Proven"/> is never wrong, and
/// each witness was confirmed by the <see cref="PolicyEvaluator"/>.
/// </summary>
/// <remarks>
/// Each Allow statement of the candidate is cut into boxes of one action pattern and one resource pattern. What the candidate denies and
/// what the reference allows is removed from a box, statement by statement. Whatever can be left is a request that only the candidate
/// allows.
/// </remarks>
public static class PolicyProver
{
    /// <summary>Proves that the candidate grants no more than the reference, to any principal, from now on.</summary>
    /// <param name="candidate">The policies that may grant more.</param>
    /// <param name="reference">The policies to compare to.</param>
    /// <param name="mostWitnesses">The number of witnesses to search for. At least one.</param>
    /// <param name="cancellationToken">Cancels the proof within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static ProofResult GrantsNoMoreThan(
        PolicySet candidate, PolicySet reference, int mostWitnesses = 1, CancellationToken cancellationToken = default)
    {
        var facts = RequestFacts.From(TimeProvider.System.GetUtcNow());
        return GrantsNoMoreThan(candidate, facts, reference, facts, mostWitnesses, cancellationToken);
    }

    /// <summary>
    /// Proves that the candidate grants no more to one principal than the reference grants to the same or another principal.
    /// </summary>
    /// <param name="candidate">The policies that may grant more.</param>
    /// <param name="candidateFacts">The requests that the candidate decides.</param>
    /// <param name="reference">The policies to compare to.</param>
    /// <param name="referenceFacts">The requests that the reference decides. They are the same requests, except for the principal.</param>
    /// <param name="mostWitnesses">The number of witnesses to search for. At least one.</param>
    /// <param name="cancellationToken">Cancels the proof within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
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
            // A fault in the proof makes the result for one role Unknown; it must never end a command for an entire account. The fault is
            // reported.
            return new ProofResult(
                ProofOutcome.Unknown, [], $"The comparison failed, which is a bug in this module: {e.GetType().Name}: {e.Message}");
        }
    }
}
