using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Rolls a watched function back to its source role, with the checks of an undo (<see cref="RepairUndoer"/>). The function's own role is
/// kept, so that it can be examined.
/// </summary>
internal sealed class WatchRollback(IAwsSession session, IReadingObserver observer, TimeProvider time, AssignmentOptions options)
{
    /// <summary>Returns the result. Failed means that nothing was changed, and that it can be tried again.</summary>
    /// <param name="move">The function.</param>
    /// <param name="source">The source role, read just now.</param>
    /// <param name="sourceRoleId">The id of the source role when the watch began: another id is another principal.</param>
    /// <param name="cause">Why it is rolled back, as a sentence.</param>
    /// <param name="stop">Nothing is written after it is canceled.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled, and nothing was written.</exception>
    public async Task<RoleRepairResult> RollBackAsync(
        WatchedMove move, ExecutionRole source, string? sourceRoleId, string cause, CancellationToken stop)
    {
        try
        {
            var detail = await session.Lambda(move.Step.Region).GetFunctionAsync(move.Step.FunctionName, stop).ConfigureAwait(false);
            if (!Same(detail.Function.Role, move.TargetRoleArn))
                return Alone($"The function is now on {detail.Function.Role}, which someone else must have assigned.");
            if (!source.Exists) return Alone($"Its source role {move.Step.SourceRoleArn} no longer exists.");
            if (source.RoleId is null || source.RoleId != sourceRoleId)
                return Alone($"Its source role {move.Step.SourceRoleArn} was deleted and re-created: it is a different principal.");
            if (!source.TrustsLambda) return Alone($"Its source role {move.Step.SourceRoleArn} no longer trusts Lambda.");
            // The role of the function is not read: it is kept, and a function without a role needs its source role even more.
            _ = Arn.TryParseRole(move.TargetRoleArn, out var targetArn);
            var step = new UndoStep
            {
                Repaired = new RepairedRole(
                    AccountRoleReader.Missing(new RoleReference(move.Step.TargetRoleName, targetArn)), move.Step.RepairId,
                    move.Step.FunctionArn, move.Step.SourceRoleArn, move.Step.ContentHash),
                Standing = RepairStanding.Repaired,
                Function = detail.Function,
                Source = source,
                OwnVersions = move.OwnVersions,
            };
            RoleRepairResult? result = null;
            var undoer = new RepairUndoer(session, [], observer, time, options, throttleLimit: 1);
            await undoer.UndoAsync([step], keepRole: true, one => result = one, stop).ConfigureAwait(false);
            return result switch
            {
                // An alias that could not be restored does not change that the function was.
                { Status: RoleRepairStatus.Undone } when result.Reason == AliasOutcomes.ReasonOf(result) => result with
                {
                    Status = RoleRepairStatus.RolledBack,
                    Reason = $"{cause} The function is back on {move.Step.SourceRoleArn}; this was verified."
                        + $"{(result.Reason is null ? "" : $" {result.Reason}")} Role "
                        + $"{move.Step.TargetRoleName} is kept, so that you can examine it. Undo-LambdaRoleRepair -FunctionName "
                        + $"{move.Step.FunctionName} removes it.",
                },
                { Status: RoleRepairStatus.Undone or RoleRepairStatus.Blocked } => Alone(result.Reason ?? "It was changed meanwhile."),
                { } other => other with { Reason = $"{cause} It could not be rolled back: {other.Reason}" },
                null => throw new OperationCanceledException(stop),
            };
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return Alone("The function no longer exists.");
        }
        catch (AwsCallException e)
        {
            return move.Result(
                RoleRepairStatus.Failed,
                $"{cause} It could not be rolled back: "
                + AwsProblems.Describe(e, $"roll back function {move.Step.FunctionName}", move.Step.FunctionName).Message);
        }

        RoleRepairResult Alone(string why) => move.Result(RoleRepairStatus.Blocked, $"{cause} It was not rolled back: {why}");
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
