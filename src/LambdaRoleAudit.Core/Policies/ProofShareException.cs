namespace LambdaRoleAudit.Policies;

/// <summary>A part of a proof has cost its share of the work; the rest of the proof goes on.</summary>
internal sealed class ProofShareException : Exception;
