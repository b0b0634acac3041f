using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>The options of a plan.</summary>
public sealed record RepairOptions
{
    /// <summary>How the permissions of the target roles are determined.</summary>
    public RepairStrategy Strategy { get; init; } = RepairStrategy.Copy;

    /// <summary>What functions did, for <see cref="RepairStrategy.Used"/>: each function, and the other sessions of each role.</summary>
    public IReadOnlyList<LambdaRoleUsage> Usage { get; init; } = [];

    /// <summary>How roles are narrowed, for <see cref="RepairStrategy.Used"/>.</summary>
    public NarrowingOptions Narrowing { get; init; } = new();

    /// <summary>
    /// The prefix of the names of new roles (<see cref="Roles.RoleNaming.LongestPrefix"/>), for accounts that allow creating and passing
    /// roles only by name.
    /// </summary>
    public string RoleNamePrefix { get; init; } = "";

    /// <summary>Functions that keep the source role; null for none.</summary>
    public IReadOnlyList<NameTest<LambdaFunction>>? Keep { get; init; }

    /// <summary>True if a deployment tool may manage the functions.</summary>
    public bool AllowManaged { get; init; }

    /// <summary>True if a new role may lack permissions that the source role has, because a policy depends on the caller.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>True if a step may depend on regions, or a revision id, that could not be read.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>True to move aliases that point to versions on the source role.</summary>
    public bool IncludeAlias { get; init; }

    /// <summary>True if aliases with provisioned concurrency are moved too.</summary>
    public bool AllowProvisionedConcurrency { get; init; }

    /// <summary>The functions whose resource policies are checked.</summary>
    public ResourcePolicyReading ResourcePolicies { get; init; }

    /// <summary>
    /// True to not read policies that, as AWS Config recorded them, treat all roles alike (<see cref="ResourcePolicyReading.All"/>).
    /// </summary>
    public bool UseAwsConfig { get; init; }
}
