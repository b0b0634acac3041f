using System.Collections.Concurrent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Undoes repairs. Functions are assigned to their source roles, and this is verified. Then a role that a repair created is deleted, if
/// nothing uses it any more and nobody changed it (<see cref="RoleRemover"/>).
/// </summary>
public sealed class RepairUndoer(
    IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IReadingObserver observer, TimeProvider time, AssignmentOptions options,
    int throttleLimit, bool skipResourcePolicy = false)
{
    private readonly RoleWatch _watch = new(session.Iam, time, options);

    /// <summary>Undoes repairs: first all functions are changed, then the roles that are no longer used are deleted.</summary>
    /// <param name="steps">The steps that <see cref="RepairSurvey"/> found.</param>
    /// <param name="keepRole">True to only change the functions and keep the roles.</param>
    /// <param name="onResult">Receives each result as the step ends. It can be called on any thread.</param>
    /// <param name="stop">No step begins after it is canceled. For a function that has already been changed, the result says that its role
    /// is kept.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled. A result was reported first for each function that was
    /// begun.</exception>
    public async Task UndoAsync(IReadOnlyList<UndoStep> steps, bool keepRole, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        var unused = new ConcurrentDictionary<RoleRemoval, (UndoStep Step, RoleRepairResult Result)>();
        await RoleRepairer.AtOnceAsync(throttleLimit, steps, async step =>
        {
            if (stop.IsCancellationRequested || await MoveBackAsync(step, stop).ConfigureAwait(false) is not { } moved) return;
            var result = await new AliasRestorer(session, time, options)
                .RestoreAsync(step, moved, cancellationToken => SourceObjectionAsync(step, cancellationToken), stop).ConfigureAwait(false);
            if (result.Status != RoleRepairStatus.Undone || keepRole) onResult(result);
            else if (step.KeptBecause is { } why) onResult(Kept(step, result, why));
            else unused[Removal(step)] = (step, result);
        }).ConfigureAwait(false);
        // Before the roles are deleted: then the services show an id in place of the role's name.
        if (!skipResourcePolicy) await AddPatchesAsync(unused, stop).ConfigureAwait(false);
        var remover = new RoleRemover(session, knownRegions, observer, time, options.ConsistencyWait);
        await remover.RemoveAsync([.. unused.Keys], (removal, kept) =>
        {
            var (step, result) = unused[removal];
            onResult(kept is null ? result : Kept(step, result, kept));
        }, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Adds to the results the policies of resources that still name the roles, and reports each policy once.</summary>
    private async Task AddPatchesAsync(
        ConcurrentDictionary<RoleRemoval, (UndoStep Step, RoleRepairResult Result)> unused, CancellationToken stop)
    {
        if (unused.IsEmpty || stop.IsCancellationRequested) return;
        var removals = unused.Keys.OrderBy(removal => removal.Role.RoleName, StringComparer.Ordinal).ToList();
        try
        {
            var (hits, unread) = await PatchRemoval.FindAsync(
                session, [.. removals.Select(removal => (unused[removal].Step.Repaired.Role, unused[removal].Result.FunctionName))], stop)
                .ConfigureAwait(false);
            if (unread.Count > 0)
                observer.OnWarning(
                    $"Whether resource policies still name the roles that are deleted could not be read: {NameList.Few(unread)}.");
            foreach (var hit in hits.SelectMany(one => one).DistinctBy(hit => (hit.ResourceArn, string.Join('\n', hit.RemovalCommands))))
                observer.OnWarning(
                    $"The policy of {hit.ResourceType} {hit.ResourceArn} still names a role that is to be deleted. "
                    + (hit.RemovalCommands.Count > 0
                        ? $"To remove it there: {string.Join("; ", hit.RemovalCommands)}"
                        : "No command can remove it safely. Edit the policy yourself, so that it does not allow others more than before."));
            foreach (var (removal, own) in removals.Zip(hits))
            {
                var (step, result) = unused[removal];
                unused[removal] = (step, result with { ResourcePolicies = [.. own] });
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The roles are kept, and the results say so.
        }
    }

    /// <summary>Returns the result of a blocked step. Nothing is done for it, whatever has happened to its function since.</summary>
    public static RoleRepairResult Blocked(UndoStep step) =>
        Result(step, RoleRepairStatus.Blocked, $"No changes were made: {step.Obstacle}");

    private static RoleRemoval Removal(UndoStep step)
    {
        var role = step.Repaired.Role;
        return new RoleRemoval(
            new RoleRecord
            {
                RoleName = role.RoleName,
                Arn = role.RoleArn,
                Path = role.Path,
                RoleId = role.RoleId!,
                TrustPolicy = role.TrustPolicy!,
                Tags = role.Tags
            },
            step.Repaired.FunctionArn,
            seen => RepairSurvey.ContentObjection(step, seen.Content));
    }

    /// <summary>Returns null if the operation was canceled and nothing was written.</summary>
    private async Task<RoleRepairResult?> MoveBackAsync(UndoStep step, CancellationToken stop)
    {
        var repaired = step.Repaired;
        if (step.Obstacle is not null || repaired.Function is not { } function) return Blocked(step);
        // The later repair is undone first. If it is among the steps, it moves the function to this role now.
        if (step.Standing == RepairStanding.RepairedAgain)
            return Result(step, RoleRepairStatus.Skipped, $"Role {repaired.Role.RoleName} is kept: {step.KeptBecause}");
        try
        {
            var lambda = session.Lambda(function.Region!);
            var detail = await lambda.GetFunctionAsync(function.FunctionName, stop).ConfigureAwait(false);
            if (!Same(detail.Function.Role, repaired.Role.RoleArn))
                return Result(
                    step, RoleRepairStatus.Undone,
                    Same(detail.Function.Role, repaired.SourceRoleArn) ? null : $"The function is on {detail.Function.Role}.");
            if (step.Standing != RepairStanding.Repaired)
                return Result(
                    step, RoleRepairStatus.Blocked,
                    $"The function was assigned to role {repaired.Role.RoleName} after it was read; no changes were made. Run the "
                    + "command again.");
            if (detail.IsInVpc && VpcAccess.IsRefused(step.Source!, stop))
                return Result(
                    step, RoleRepairStatus.Blocked,
                    $"The function is in a VPC, but its source role {repaired.SourceRoleArn} does not allow {VpcAccess.Action}: Lambda "
                    + "would reject it.");

            var mappings = await lambda.ListEventSourceMappingsAsync(function.FunctionName, stop).ConfigureAwait(false);
            var assignment = new Assignment(detail, mappings, repaired.SourceRoleArn)
            {
                Objection = cancellationToken => SourceObjectionAsync(step, cancellationToken)
            };
            var (assigned, problem) = await new RoleAssigner(session, time, options).ApplyAsync(assignment, stop).ConfigureAwait(false);
            return Result(
                step, RoleRepairer.StatusOf(assigned.Status, RoleRepairStatus.Undone, RoleRepairStatus.Undone), problem?.Message) with
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
            return Result(step, RoleRepairStatus.Undone, "The function no longer exists.");
        }
        catch (AwsCallException e)
        {
            return Result(
                step, RoleRepairStatus.Failed,
                AwsProblems.Describe(e, $"roll back function {function.FunctionName}", function.FunctionName).Message);
        }
    }

    /// <summary>Checks that the source role is still the role that was confirmed.</summary>
    private Task<string?> SourceObjectionAsync(UndoStep step, CancellationToken cancellationToken) => _watch.PersistsAsync(async () =>
    {
        var seen = step.Source!;
        var now = await _watch.RecentAsync(step.Repaired.Source!, freshDocuments: true).ConfigureAwait(false);
        return !now.Exists ? $"its source role {now.RoleArn} no longer exists."
            : now.RoleId != seen.RoleId ? $"its source role {now.RoleArn} was deleted and re-created: it is a different principal."
            : RoleContent.Of(now).Hash != RoleContent.Of(seen).Hash || !now.AttachedPolicies.SequenceEqual(seen.AttachedPolicies)
                || now.PermissionsBoundary != seen.PermissionsBoundary
                ? $"its source role {now.RoleArn} was modified after the change of permissions was shown."
            : RemovalMark.Find(now.Tags, time.GetUtcNow()) is not null ? $"its source role {now.RoleArn} is marked for deletion."
            : null;
    }, step.Source!.RoleName, cancellationToken);

    private static RoleRepairResult Kept(UndoStep step, RoleRepairResult result, string why) =>
        result with { Reason = $"{result.Reason} Role {step.Repaired.Role.RoleName} is kept: {why}".TrimStart() };

    private static RoleRepairResult Result(UndoStep step, RoleRepairStatus status, string? reason = null) => new()
    {
        RepairId = step.Repaired.RepairId,
        FunctionName = step.Repaired.Function?.FunctionName ?? "",
        FunctionArn = step.Repaired.FunctionArn,
        Region = step.Repaired.Function?.Region ?? "",
        Status = status,
        SourceRoleArn = step.Repaired.SourceRoleArn,
        TargetRoleName = step.Repaired.Role.RoleName,
        Reason = reason,
    };

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
