using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>A function that may be put on a role: everything that had to be looked at was, and nothing stands against it.</summary>
/// <param name="Before">The function as it was.</param>
/// <param name="Mappings">Its event source mappings as they were.</param>
/// <param name="RoleArn">The role.</param>
public sealed record Assignment(FunctionDetail Before, IReadOnlyList<EventSourceMapping> Mappings, string RoleArn)
{
    /// <summary>The role's name.</summary>
    public string RoleName => Arn.NameIn(RoleArn);

    /// <summary>
    /// Looks again at what the move relies on, right before each try; says why it must not be done. Null if nothing is to be
    /// looked at.
    /// </summary>
    public Func<CancellationToken, Task<string?>>? Objection { get; init; }

    /// <summary>
    /// The role as it was read, if it may be deleted by another run meanwhile: it is looked at before the move and after it. Null if
    /// it is not looked at.
    /// </summary>
    public RoleRecord? Role { get; init; }

    /// <summary>The function has the role already.</summary>
    public bool IsDone => Before.Function.Role.Equals(RoleArn, StringComparison.OrdinalIgnoreCase);
}
