using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A function that may be put on a role: everything that had to be looked at was, and nothing stands against it.</summary>
/// <param name="Before">The function as it was.</param>
/// <param name="Mappings">Its event source mappings as they were.</param>
/// <param name="Role">The role.</param>
public sealed record Assignment(FunctionDetail Before, IReadOnlyList<EventSourceMapping> Mappings, ExecutionRole Role)
{
    /// <summary>The function has the role already.</summary>
    public bool IsDone => Before.Function.Role.Equals(Role.RoleArn, StringComparison.OrdinalIgnoreCase);
}
