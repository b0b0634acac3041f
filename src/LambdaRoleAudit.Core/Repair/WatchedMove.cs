using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>A function that a repair moved to its own role, and that is watched.</summary>
/// <param name="Step">The step of the plan, with the id of the repair that created the role.</param>
/// <param name="MovedAt">The time at which the move began. Calls before it do not count.</param>
public sealed record WatchedMove(LambdaRoleRepairStep Step, DateTimeOffset MovedAt)
{
    /// <summary>The ARN of the function's own role.</summary>
    public string TargetRoleArn { get; } = TargetRole.ArnOf(Step);

    /// <summary>The versions on the function's own role to which aliases were moved.</summary>
    public IReadOnlyList<string> OwnVersions { get; init; } = [];

    /// <summary>Returns the result of the watch for the function.</summary>
    internal RoleRepairResult Result(RoleRepairStatus status, string reason) => RoleRepairer.Result(Step, status, reason);
}
