namespace LambdaRoleAudit.Policies;

/// <summary>What each of two sets of policies grants beside the other.</summary>
/// <param name="Added">That the difference grants no more than the reference: proven, or refuted with witnesses.</param>
/// <param name="Removed">That the reference grants no more than the difference.</param>
public sealed record PolicyComparison(ProofResult Added, ProofResult Removed)
{
    /// <summary>Compares what the sets grant, each to its own principal.</summary>
    /// <param name="reference">What it is compared to, and whose requests it decides.</param>
    /// <param name="difference">What is compared, and whose requests it decides.</param>
    /// <param name="mostWitnesses">How many witnesses are looked for, each way.</param>
    /// <param name="cancellationToken">Ends it within a moment.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static PolicyComparison Of(
        (PolicySet Policies, RequestFacts Facts) reference, (PolicySet Policies, RequestFacts Facts) difference, int mostWitnesses,
        CancellationToken cancellationToken = default) => new(
        PolicyProver.GrantsNoMoreThan(
            difference.Policies, difference.Facts, reference.Policies, reference.Facts, mostWitnesses, cancellationToken),
        PolicyProver.GrantsNoMoreThan(
            reference.Policies, reference.Facts, difference.Policies, difference.Facts, mostWitnesses, cancellationToken));
}
