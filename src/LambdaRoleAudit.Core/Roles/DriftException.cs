using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>Something is not as it was when it was read, and so nothing was written.</summary>
internal sealed class DriftException(Problem problem) : Exception(problem.Message)
{
    /// <summary>What changed.</summary>
    public Problem Problem { get; } = problem;
}
