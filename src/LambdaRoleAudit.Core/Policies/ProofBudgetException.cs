namespace LambdaRoleAudit.Policies;

/// <summary>Thrown if a proof has used up its budget.</summary>
internal sealed class ProofBudgetException(string message) : Exception(message);
