namespace LambdaRoleAudit.Policies;

/// <summary>The result of a proof.</summary>
/// <param name="Outcome">Proven, Refuted or Unknown.</param>
/// <param name="Witnesses">If refuted, requests that show it, each confirmed by <see cref="PolicyEvaluator"/>.</param>
/// <param name="Reason">The reason, if the outcome is unknown, or if parts other than the witnesses are unknown. Otherwise null.</param>
public sealed record ProofResult(ProofOutcome Outcome, IReadOnlyList<PolicyWitness> Witnesses, string? Reason);
