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

    /// <summary>Looks at the role once more after the move; says why the function cannot stay on it. Null if nothing is to be looked at.</summary>
    public Func<CancellationToken, Task<string?>>? ObjectionAfter { get; init; }

    /// <summary>The function has the role already.</summary>
    public bool IsDone => Before.Function.Role.Equals(RoleArn, StringComparison.OrdinalIgnoreCase);
}
