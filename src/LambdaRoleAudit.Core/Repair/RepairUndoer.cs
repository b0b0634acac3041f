using System.Collections.Concurrent;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Takes repairs back, from nothing but the account: functions go back on their source roles, verified; then a role that was
/// made is deleted, if nothing names it any more and nobody changed it.
/// </summary>
public sealed class RepairUndoer(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer, TimeProvider time, AssignmentOptions options, int throttleLimit)
{
    private const string Stopped = "the command was stopped before it came to that. Run it again.";

    /// <summary>The roles that repairs made, and that are asked for.</summary>
    /// <exception cref="ProblemException">The roles of the account cannot be read.</exception>
    public async Task<IReadOnlyList<RepairedRole>> FindAsync(UndoScope scope, CancellationToken cancellationToken) =>
        [.. (await new ExecutionRoleReader(session.Iam, observer.OnProblem).ReadAllAsync(role => role.Tags.ContainsKey(RoleSpec.RepairTag), cancellationToken).ConfigureAwait(false))
            .Select(RepairedRole.Of).OfType<RepairedRole>()
            .Where(repaired => (scope.RepairIds is null || scope.RepairIds.Contains(repaired.RepairId, StringComparer.OrdinalIgnoreCase))
                && (scope.Role is null || scope.Role(repaired.Role.RoleName))
                && (scope.Function is null || scope.Function(repaired.FunctionArn) || (FunctionReference.TryParse(repaired.FunctionArn, out var function) && scope.Function(function.FunctionName))))
            .OrderBy(repaired => repaired.Role.RoleName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Takes them back: first all functions, then the roles that nothing names any more.</summary>
    /// <param name="repaired">What <see cref="FindAsync"/> gave.</param>
    /// <param name="keepRole">Only move the functions back.</param>
    /// <param name="onResult">Told of each as it ends; called on any thread.</param>
    /// <param name="stop">No new one is begun after it; a function that is back already is told with its role kept.</param>
    /// <exception cref="ProblemException">What names the roles cannot be read. Each function was told first.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. Each function that was begun was told first.</exception>
    public async Task UndoAsync(IReadOnlyList<RepairedRole> repaired, bool keepRole, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        var references = repaired.Select(one => one.SourceRoleArn).Distinct(StringComparer.OrdinalIgnoreCase).Select(arn => RoleReference.TryParse(arn, out var reference) ? reference : null).OfType<RoleReference>().ToList();
        var sources = (await new ExecutionRoleReader(session.Iam, observer.OnProblem).ReadAsync(references, stop).ConfigureAwait(false)).ToDictionary(role => role.RoleArn, StringComparer.OrdinalIgnoreCase);
        var moved = new ConcurrentQueue<(RepairedRole Repaired, RoleRepairResult Result)>();
        await RoleRepairer.AtOnceAsync(throttleLimit, repaired, async one =>
        {
            if (stop.IsCancellationRequested || await MoveBackAsync(one, sources.GetValueOrDefault(one.SourceRoleArn), stop).ConfigureAwait(false) is not { } result) return;
            if (result.Status == RoleRepairStatus.Undone && !keepRole) moved.Enqueue((one, result));
            else onResult(result);
        }).ConfigureAwait(false);

        RoleUse? use = null;
        try
        {
            // Read after the functions went: nothing that still names a role is to be overlooked.
            if (!moved.IsEmpty) use = new RoleUse(await new AccountInventoryReader(session, knownRegions, observer).ReadAsync(RegionSelection.All, includeVersions: true, stop).ConfigureAwait(false), isWholeAccount: true);
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            foreach (var (one, result) in moved) onResult(Kept(one, result, e is ProblemException problem ? $"whether something still names it is not known: {problem.Problem.Message}" : Stopped));
            throw;
        }

        await RoleRepairer.AtOnceAsync(RoleRepairer.RolesAtOnce, moved, async one => onResult(stop.IsCancellationRequested
            ? Kept(one.Repaired, one.Result, Stopped)
            : await DeleteAsync(one.Repaired, one.Result, use!, sources.GetValueOrDefault(one.Repaired.SourceRoleArn)).ConfigureAwait(false))).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Null where it was stopped, and nothing was written.</summary>
    private async Task<RoleRepairResult?> MoveBackAsync(RepairedRole repaired, ExecutionRole? source, CancellationToken stop)
    {
        if (!FunctionReference.TryParse(repaired.FunctionArn, out var function) || function.Region is null)
            return Result(repaired, RoleRepairStatus.Failed, $"Its tag names no function: '{repaired.FunctionArn}'.");
        try
        {
            var lambda = session.Lambda(function.Region);
            var detail = await lambda.GetFunctionAsync(function.FunctionName, stop).ConfigureAwait(false);
            if (!detail.Function.Role.Equals(repaired.Role.RoleArn, StringComparison.OrdinalIgnoreCase)) return Result(repaired, RoleRepairStatus.Undone, $"The function is on {detail.Function.Role}.");

            if (source is null) return Result(repaired, RoleRepairStatus.Blocked, $"Its source role {repaired.SourceRoleArn} could not be read (see the errors).");
            if (!source.Exists || !source.TrustsLambda)
            {
                return Result(repaired, RoleRepairStatus.Blocked, source.Exists
                    ? $"Its source role {repaired.SourceRoleArn} does not trust Lambda any more."
                    : $"Its source role {repaired.SourceRoleArn} is gone. A role made again under that name is another principal; make one on purpose, and put the function on it with Set-LambdaExecutionRole.");
            }

            if (detail.IsInVpc && VpcAccess.IsRefused(source))
                return Result(repaired, RoleRepairStatus.Blocked, $"The function is in a VPC, and its source role {repaired.SourceRoleArn} does not allow {VpcAccess.Action}: Lambda would refuse it.");

            var mappings = await lambda.ListEventSourceMappingsAsync(function.FunctionName, stop).ConfigureAwait(false);
            var (assigned, problem) = await new RoleAssigner(session, time, options).ApplyAsync(new Assignment(detail, mappings, source), stop).ConfigureAwait(false);
            return Result(repaired, RoleRepairer.StatusOf(assigned.Status, problem, RoleRepairStatus.Undone, RoleRepairStatus.Undone), problem?.Message) with
            {
                EventSourceMappings = assigned.EventSourceMappings,
                Duration = assigned.Duration,
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return Result(repaired, RoleRepairStatus.Undone, "The function is gone.");
        }
        catch (AwsCallException e)
        {
            return Result(repaired, RoleRepairStatus.Failed, AwsProblems.Describe(e, $"move function {function.FunctionName} back", function.FunctionName).Message);
        }
    }

    private async Task<RoleRepairResult> DeleteAsync(RepairedRole repaired, RoleRepairResult result, RoleUse use, ExecutionRole? source)
    {
        var name = repaired.Role.RoleName;
        if (use.FunctionsOf(repaired.Role.RoleArn) is { Count: > 0 } users) return Kept(repaired, result, $"{string.Join(", ", users.Select(user => $"{user} ({user.Region})"))} still names it.");
        if (!use.IsRead) return Kept(repaired, result, $"whether something still names it is not known; not read: {(use.UnreadRegions.Count > 0 ? string.Join(", ", use.UnreadRegions) : "see the errors")}.");
        if (!repaired.IsAsMade && (source is null || !repaired.IsPartOf(source))) return Kept(repaired, result, "it was changed since it was made.");
        try
        {
            foreach (var policy in repaired.Role.AttachedPolicies) await session.Iam.DetachRolePolicyAsync(name, policy.PolicyArn!, CancellationToken.None).ConfigureAwait(false);
            foreach (var policy in repaired.Role.InlinePolicies) await session.Iam.DeleteRolePolicyAsync(name, policy.PolicyName, CancellationToken.None).ConfigureAwait(false);
            await session.Iam.DeleteRoleAsync(name, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return result;
        }
        catch (AwsCallException e)
        {
            return result with { Status = RoleRepairStatus.Failed, Reason = $"The function is on its source role. {AwsProblems.Describe(e, $"delete role {name}", name).Message} Run the command again." };
        }
    }

    private static RoleRepairResult Kept(RepairedRole repaired, RoleRepairResult result, string why) =>
        result with { Reason = $"{result.Reason} Role {repaired.Role.RoleName} is kept: {why}".TrimStart() };

    private static RoleRepairResult Result(RepairedRole repaired, RoleRepairStatus status, string? reason = null)
    {
        FunctionReference.TryParse(repaired.FunctionArn, out var function);
        return new RoleRepairResult
        {
            RepairId = repaired.RepairId,
            FunctionName = function?.FunctionName ?? "",
            FunctionArn = repaired.FunctionArn,
            Region = function?.Region ?? "",
            Status = status,
            SourceRoleArn = repaired.SourceRoleArn,
            TargetRoleName = repaired.Role.RoleName,
            Reason = reason,
        };
    }
}
