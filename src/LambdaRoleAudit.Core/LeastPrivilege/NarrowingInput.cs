using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>What the narrowed policies of one function follow from.</summary>
public sealed record NarrowingInput
{
    /// <summary>The source role, with the documents of its policies.</summary>
    public required ExecutionRole Role { get; init; }

    /// <summary>What the function did.</summary>
    public required LambdaRoleUsage Usage { get; init; }

    /// <summary>
    /// The other usage objects of the role. Those without a function are sessions that no function can be named for, and what they used is
    /// kept. Those of other functions only explain what IAM's last accessed information shows.
    /// </summary>
    public IReadOnlyList<LambdaRoleUsage> OtherUsage { get; init; } = [];

    /// <summary>The permissions that the function's settings need.</summary>
    public IReadOnlyList<RequiredPermission> Needed { get; init; } = [];

    /// <summary>IAM's service last accessed information about the role; null if it was not read.</summary>
    public IReadOnlyList<LastAccessedService>? LastAccessed { get; init; }

    /// <summary>The options.</summary>
    public NarrowingOptions Options { get; init; } = new();

    /// <summary>The account, for escalation paths that depend on other roles; null if it is not known.</summary>
    public Account? Account { get; init; }

    /// <summary>The time of the proofs, which are about requests from then on.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The roles of the account, which many narrowings can share; null if they are to be found in the account.</summary>
    internal RoleCases? Cases { get; init; }

    /// <summary>What the source grants, if this was counted before; null if it is to be counted.</summary>
    internal GrantFigures? Before { get; init; }

    /// <summary>Returns whether the records show the use of an action. By default, the usage object decides.</summary>
    internal Func<GrantedAction, Cover>? CoverageOf { get; init; }
}
