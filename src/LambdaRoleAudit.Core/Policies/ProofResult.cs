namespace LambdaRoleAudit.Policies;

/// <summary>The end of a proof.</summary>
/// <param name="Outcome">Proven, Refuted or Unknown.</param>
/// <param name="Witnesses">Where refuted: requests that show it, each confirmed by <see cref="PolicyEvaluator"/>.</param>
/// <param name="Reason">Where unknown, or where parts beside the witnesses are unknown: why. Null otherwise.</param>
public sealed record ProofResult(ProofOutcome Outcome, IReadOnlyList<PolicyWitness> Witnesses, string? Reason);
