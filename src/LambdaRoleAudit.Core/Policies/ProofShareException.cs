namespace LambdaRoleAudit.Policies;

/// <summary>Thrown if a part of a proof has used up its share of the work. The rest of the proof continues.</summary>
internal sealed class ProofShareException : Exception;
