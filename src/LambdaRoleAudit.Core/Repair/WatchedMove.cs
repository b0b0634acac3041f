using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>A function that a repair moved to its own role, and that is watched.</summary>
/// <param name="Step">The step of the plan.</param>
/// <param name="RepairId">The id of the repair that created the role: an earlier one, if its role was adopted.</param>
/// <param name="MovedAt">The time at which the move began. Calls before it do not count.</param>
public sealed record WatchedMove(LambdaRoleRepairStep Step, string RepairId, DateTimeOffset MovedAt)
{
    /// <summary>The ARN of the function's own role.</summary>
    public string TargetRoleArn { get; } = Arn.TryParseRole(Step.SourceRoleArn, out var source)
        ? $"arn:{source.Partition}:iam::{source.AccountId}:role{Step.TargetPath}{Step.TargetRoleName}"
        : throw new ArgumentException($"'{Step.SourceRoleArn}' is not a role ARN.", nameof(Step));

    /// <summary>Returns the result of the watch for the function.</summary>
    internal RoleRepairResult Result(RoleRepairStatus status, string reason) => new()
    {
        RepairId = RepairId,
        FunctionName = Step.FunctionName,
        FunctionArn = Step.FunctionArn,
        Region = Step.Region,
        Status = status,
        SourceRoleArn = Step.SourceRoleArn,
        TargetRoleName = Step.TargetRoleName,
        Reason = reason,
    };
}
