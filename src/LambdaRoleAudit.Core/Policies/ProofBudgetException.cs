namespace LambdaRoleAudit.Policies;

/// <summary>A proof has cost what it may cost.</summary>
internal sealed class ProofBudgetException(string message) : Exception(message);
