using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>Thrown if something changed after it was read. Nothing was written.</summary>
internal sealed class DriftException(Problem problem) : Exception(problem.Message)
{
    /// <summary>What changed.</summary>
    public Problem Problem { get; } = problem;
}
