namespace LambdaRoleAudit.Policies;

/// <summary>What each of two sets of policies grants compared to the other.</summary>
/// <param name="Added">Whether the difference grants no more than the reference: proven, or refuted with witnesses.</param>
/// <param name="Removed">Whether the reference grants no more than the difference.</param>
public sealed record PolicyComparison(ProofResult Added, ProofResult Removed)
{
    /// <summary>Compares the permissions of the sets, each for its own principal.</summary>
    /// <param name="reference">The reference, and the requests that it decides.</param>
    /// <param name="difference">The set to compare, and the requests that it decides.</param>
    /// <param name="mostWitnesses">The number of witnesses to search for, in each direction.</param>
    /// <param name="cancellationToken">Cancels the operation within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static PolicyComparison Of(
        (PolicySet Policies, RequestFacts Facts) reference, (PolicySet Policies, RequestFacts Facts) difference, int mostWitnesses,
        CancellationToken cancellationToken = default) => new(
        PolicyProver.GrantsNoMoreThan(
            difference.Policies, difference.Facts, reference.Policies, reference.Facts, mostWitnesses, cancellationToken),
        PolicyProver.GrantsNoMoreThan(
            reference.Policies, reference.Facts, difference.Policies, difference.Facts, mostWitnesses, cancellationToken));
}
