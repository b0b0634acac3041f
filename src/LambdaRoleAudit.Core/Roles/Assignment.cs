using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A role assignment that may be applied: everything was checked, and nothing blocks it.</summary>
/// <param name="Before">The function before the assignment.</param>
/// <param name="Mappings">The function's event source mappings before the assignment.</param>
/// <param name="RoleArn">The role.</param>
public sealed record Assignment(FunctionDetail Before, IReadOnlyList<EventSourceMapping> Mappings, string RoleArn)
{
    /// <summary>The role's name.</summary>
    public string RoleName => Arn.NameIn(RoleArn);

    /// <summary>
    /// Checks again, right before each attempt, what the assignment relies on. Returns the reason why the assignment must not be applied,
    /// or null. Null if there is nothing to check.
    /// </summary>
    public Func<CancellationToken, Task<string?>>? Objection { get; init; }

    /// <summary>
    /// The role as it was read, if another run could delete it in the meantime: it is then checked before and after the assignment. Null if
    /// it is not checked.
    /// </summary>
    public RoleRecord? Role { get; init; }

    /// <summary>True if the function already has the role.</summary>
    public bool IsDone => Before.Function.Role.Equals(RoleArn, StringComparison.OrdinalIgnoreCase);
}
