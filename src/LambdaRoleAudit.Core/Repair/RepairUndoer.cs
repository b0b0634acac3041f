using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Takes repairs back, from nothing but the account: functions go back on their source roles, verified; then a role that was
/// made is deleted, if nothing names it any more and nobody changed it.
/// </summary>
public sealed class RepairUndoer(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer, TimeProvider time, AssignmentOptions options)
{
    /// <summary>The roles that repairs made, and that are asked for.</summary>
    /// <exception cref="ProblemException">The roles of the account cannot be read.</exception>
    public async Task<IReadOnlyList<RepairedRole>> FindAsync(UndoScope scope, CancellationToken cancellationToken) =>
        [.. (await new ExecutionRoleReader(session.Iam, observer.OnProblem).ReadAllAsync(role => role.Tags.ContainsKey(RoleSpec.RepairTag), cancellationToken).ConfigureAwait(false))
            .Select(RepairedRole.Of).OfType<RepairedRole>()
            .Where(repaired => (scope.RepairIds is null || scope.RepairIds.Contains(repaired.RepairId, StringComparer.OrdinalIgnoreCase))
                && (scope.Role is null || scope.Role(repaired.Role.RoleName))
                && (scope.Function is null || scope.Function(repaired.FunctionArn) || (FunctionReference.TryParse(repaired.FunctionArn, out var function) && scope.Function(function.FunctionName))))
            .OrderBy(repaired => repaired.Role.RoleName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Takes them back, one after another.</summary>
    /// <param name="repaired">What <see cref="FindAsync"/> gave.</param>
    /// <param name="keepRole">Only move the functions back.</param>
    /// <param name="onResult">Told of each as it ends.</param>
    /// <param name="stop">No new one is begun after it.</param>
    public async Task UndoAsync(IReadOnlyList<RepairedRole> repaired, bool keepRole, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        var references = repaired.Select(one => one.SourceRoleArn).Distinct(StringComparer.OrdinalIgnoreCase).Select(arn => RoleReference.TryParse(arn, out var reference) ? reference : null).OfType<RoleReference>().ToList();
        var sources = (await new ExecutionRoleReader(session.Iam, observer.OnProblem).ReadAsync(references, stop).ConfigureAwait(false)).ToDictionary(role => role.RoleArn, StringComparer.OrdinalIgnoreCase);
        var moved = new List<(RepairedRole Repaired, RoleRepairResult Result)>();
        foreach (var one in repaired)
        {
            stop.ThrowIfCancellationRequested();
            var result = await MoveBackAsync(one, sources.GetValueOrDefault(one.SourceRoleArn)).ConfigureAwait(false);
            if (result.Status == RoleRepairStatus.Undone && !keepRole) moved.Add((one, result));
            else onResult(result);
        }

        if (moved.Count == 0) return;
        // Read after the functions went: nothing that still names a role is to be overlooked.
        var use = new RoleUse(await new AccountInventoryReader(session, knownRegions, observer).ReadAsync(RegionSelection.All, includeVersions: true, CancellationToken.None).ConfigureAwait(false), isWholeAccount: true);
        foreach (var (one, result) in moved) onResult(await DeleteAsync(one, result, use, sources.GetValueOrDefault(one.SourceRoleArn)).ConfigureAwait(false));
    }

    private async Task<RoleRepairResult> MoveBackAsync(RepairedRole repaired, ExecutionRole? source)
    {
        if (!FunctionReference.TryParse(repaired.FunctionArn, out var function) || function.Region is null)
            return Result(repaired, RoleRepairStatus.Failed, $"Its tag names no function: '{repaired.FunctionArn}'.");
        try
        {
            var lambda = session.Lambda(function.Region);
            var detail = await lambda.GetFunctionAsync(function.FunctionName, CancellationToken.None).ConfigureAwait(false);
            if (!detail.Function.Role.Equals(repaired.Role.RoleArn, StringComparison.OrdinalIgnoreCase)) return Result(repaired, RoleRepairStatus.Undone, $"The function is on {detail.Function.Role}.");

            if (source is null) return Result(repaired, RoleRepairStatus.Blocked, $"Its source role {repaired.SourceRoleArn} could not be read (see the errors).");
            if (!source.Exists || !source.TrustsLambda)
            {
                return Result(repaired, RoleRepairStatus.Blocked, source.Exists
                    ? $"Its source role {repaired.SourceRoleArn} does not trust Lambda any more."
                    : $"Its source role {repaired.SourceRoleArn} is gone. A role made again under that name is another principal; make one on purpose, and put the function on it with Set-LambdaExecutionRole.");
            }

            var mappings = await lambda.ListEventSourceMappingsAsync(function.FunctionName, CancellationToken.None).ConfigureAwait(false);
            var (assigned, problem) = await new RoleAssigner(session, time, options).ApplyAsync(new Assignment(detail, mappings, source), CancellationToken.None).ConfigureAwait(false);
            return assigned.Status is RoleAssignmentStatus.Assigned or RoleAssignmentStatus.AlreadyAssigned
                ? Result(repaired, RoleRepairStatus.Undone) with { EventSourceMappings = assigned.EventSourceMappings, Duration = assigned.Duration }
                : Result(repaired, assigned.Status == RoleAssignmentStatus.PutBack ? RoleRepairStatus.RolledBack : RoleRepairStatus.Unknown, problem?.Message);
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
        if (use.FunctionsOf(repaired.Role.RoleArn) is { Count: > 0 } users) return Kept($"is kept: {string.Join(", ", users.Select(user => $"{user} ({user.Region})"))} still names it.");
        if (!use.IsRead) return Kept($"is kept: whether something still names it is not known; not read: {(use.UnreadRegions.Count > 0 ? string.Join(", ", use.UnreadRegions) : "see the errors")}.");
        if (!repaired.IsAsMade && (source is null || !repaired.IsPartOf(source))) return Kept("is kept: it was changed since it was made.");
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

        RoleRepairResult Kept(string why) => result with { Reason = $"{result.Reason} Role {name} {why}".TrimStart() };
    }

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
