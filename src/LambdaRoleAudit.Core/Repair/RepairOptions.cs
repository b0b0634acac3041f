using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What a plan is to be like.</summary>
public sealed record RepairOptions
{
    /// <summary>How the targets' permissions come about.</summary>
    public RepairStrategy Strategy { get; init; } = RepairStrategy.Copy;

    /// <summary>
    /// What the names of new roles begin with (<see cref="Roles.RoleNaming.LongestPrefix"/>), for accounts that allow creating and
    /// passing roles by name only.
    /// </summary>
    public string RoleNamePrefix { get; init; } = "";

    /// <summary>Functions that keep the source role; null for none.</summary>
    public IReadOnlyList<NameTest<LambdaFunction>>? Keep { get; init; }

    /// <summary>Functions may belong to a deployment tool.</summary>
    public bool AllowManaged { get; init; }

    /// <summary>A new role may lack what the source role is allowed, because a policy looks at who calls.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>A step may hang on regions, or a revision, that could not be read.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Which functions' resource policies are looked at.</summary>
    public ResourcePolicyReading ResourcePolicies { get; init; }
}
