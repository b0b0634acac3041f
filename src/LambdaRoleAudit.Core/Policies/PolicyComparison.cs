namespace LambdaRoleAudit.Policies;

/// <summary>What each of two sets of policies grants beside the other.</summary>
/// <param name="Added">That the difference grants no more than the reference: proven, or refuted with witnesses.</param>
/// <param name="Removed">That the reference grants no more than the difference.</param>
public sealed record PolicyComparison(ProofResult Added, ProofResult Removed)
{
    /// <summary>Compares.</summary>
    /// <param name="reference">What it is compared to.</param>
    /// <param name="difference">What is compared.</param>
    /// <param name="mostWitnesses">How many witnesses are looked for, each way.</param>
    public static PolicyComparison Of(PolicySet reference, PolicySet difference, int mostWitnesses) => new(
        PolicyProver.GrantsNoMoreThan(difference, reference, mostWitnesses),
        PolicyProver.GrantsNoMoreThan(reference, difference, mostWitnesses));
}
