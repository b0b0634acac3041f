using System.Collections.Concurrent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Applies a plan: first all roles, then the functions, so that IAM propagates all roles at the same time. A step that no longer matches
/// the account is refused, and the others continue.
/// </summary>
public sealed class RoleRepairer(IAwsSession session, TimeProvider time, AssignmentOptions options, int throttleLimit)
{
    private readonly RoleWatch _watch = new(session.Iam, time, options);

    /// <summary>IAM's write quotas are small and not published, so only a few requests run at a time.</summary>
    internal const int RolesAtOnce = 3;

    /// <summary>
    /// The default number of functions that are changed at the same time. Lambda's quota is 15 requests per second and region.
    /// </summary>
    public const int FunctionsAtOnce = 8;

    /// <summary>Applies steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="onResult">Receives each result as the step ends. It can be called on any thread.</param>
    /// <param name="stop">No function is changed after it is canceled. Changes in progress are completed. A step whose role was created but
    /// whose function was not changed is reported as skipped.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled. A result was reported first for each step that was
    /// begun.</exception>
    public async Task ApplyAsync(IReadOnlyList<LambdaRoleRepairStep> steps, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        // By position of the step: functions are changed in the order of the plan, whichever role is ready first.
        var prepared = new PreparedRepair?[steps.Count];
        var already = new ConcurrentQueue<(LambdaRoleRepairStep Step, RoleRepairResult Result)>();
        var aliases = new AliasMover(session, time, options);
        await AtOnceAsync(RolesAtOnce, Enumerable.Range(0, steps.Count), async i =>
        {
            if (!stop.IsCancellationRequested)
                prepared[i] = await PrepareAsync(steps[i], result => Ended(steps[i], result), stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        // Data that was read while roles were created can be minutes old.
        _watch.Forget();
        var ready = await new PatchWait(session, SourceAsync).HoldAsync([.. prepared.OfType<PreparedRepair>()], Ended, stop)
            .ConfigureAwait(false);
        await AtOnceAsync(
            throttleLimit, ready, async one => onResult(
                await aliases.MoveAsync(one.Step, await MoveAsync(one, stop).ConfigureAwait(false), stop).ConfigureAwait(false)))
            .ConfigureAwait(false);
        await AtOnceAsync(
            throttleLimit, already, async one => onResult(await aliases.MoveAsync(one.Step, one.Result, stop).ConfigureAwait(false)))
            .ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();

        // The aliases of a function that is not moved now have results too.
        void Ended(LambdaRoleRepairStep step, RoleRepairResult result)
        {
            if (step.Aliases.Count > 0) already.Enqueue((step, result));
            else onResult(result);
        }
    }

    /// <summary>Processes each item, a limited number at a time.</summary>
    internal static Task AtOnceAsync<T>(int limit, IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = limit }, async (item, _) => await work(item).ConfigureAwait(false));

    /// <summary>Returns the result of a step that its own plan blocks.</summary>
    public static RoleRepairResult Blocked(LambdaRoleRepairStep step) =>
        Result(step, RoleRepairStatus.Blocked, string.Join(' ', step.Blockers.Select(blocker => blocker.Message)));

    /// <summary>Returns the result of a step for a function that already has its own role.</summary>
    public static RoleRepairResult NotShared(LambdaRoleRepairStep step) =>
        Result(step, RoleRepairStatus.NotShared, "No other function in scope uses its role; no changes are needed.");

    /// <summary>Returns the result of a step that was not confirmed.</summary>
    public static RoleRepairResult Skipped(LambdaRoleRepairStep step) => Result(step, RoleRepairStatus.Skipped, "It was declined.");

    /// <summary>
    /// Checks whether the step still matches, and creates its role. Returns null if the step has ended, or if it was stopped before the
    /// role was created.
    /// </summary>
    private async Task<PreparedRepair?> PrepareAsync(LambdaRoleRepairStep step, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        try
        {
            // A region becomes a host name, so only a region from a valid function ARN is accepted.
            if (!FunctionReference.TryParse(step.FunctionArn, out var function) || function.Region != step.Region
                || function.FunctionName != step.FunctionName || function.Qualifier is not null)
            {
                onResult(Result(
                    step, RoleRepairStatus.Blocked,
                    $"The plan was modified: function {step.FunctionName} in {step.Region} does not match the ARN '{step.FunctionArn}'."));
                return null;
            }

            var lambda = session.Lambda(step.Region);
            var detail = await lambda.GetFunctionAsync(step.FunctionName, stop).ConfigureAwait(false);
            if (step.IsAlreadyRepaired || !Same(detail.Function.Role, step.SourceRoleArn))
            {
                onResult(await OwnRole.IsOnItAsync(session.Iam, _watch, detail, stop).ConfigureAwait(false)
                    ? Result(step, RoleRepairStatus.AlreadyRepaired)
                    : Result(
                        step, RoleRepairStatus.Blocked,
                        $"The function is now on {detail.Function.Role}, not on the role that the plan was created for."));
                return null;
            }

            IReadOnlyList<EventSourceMapping> mappings = step.Strategy != RepairStrategy.Copy
                ? await lambda.ListEventSourceMappingsAsync(step.FunctionName, stop).ConfigureAwait(false)
                : [];
            var spec = RepairStepBuilder.SpecOf(step);
            var objection = OwnObjection(step, detail)
                ?? await SourceObjectionAsync(step, spec, detail, mappings, stop).ConfigureAwait(false);
            if (objection is not null)
            {
                onResult(Result(step, RoleRepairStatus.Blocked, objection));
                return null;
            }

            stop.ThrowIfCancellationRequested();
            // From here on, the operation is not interrupted: a role is created completely, or reported as incomplete.
            var role = await new RoleCreator(session.Iam, time).BeginAsync(spec).ConfigureAwait(false);
            return PreparedRepair.Of(step, spec, detail, mappings, role);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nothing was written for it.
        }
        catch (ProblemException e)
        {
            onResult(Result(step, RoleRepairStatus.Failed, e.Problem.Message));
        }
        catch (AwsCallException e)
        {
            onResult(Result(
                step, e.Kind == AwsErrorKind.NotFound ? RoleRepairStatus.Blocked : RoleRepairStatus.Failed,
                AwsProblems.Describe(e, $"read function {step.FunctionName}", step.FunctionName).Message));
        }

        return null;
    }

    private async Task<string?> SourceObjectionAsync(
        LambdaRoleRepairStep step, RoleSpec spec, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings,
        CancellationToken cancellationToken)
    {
        var source = await SourceAsync(step).ConfigureAwait(false);
        return MarkObjection(source) ?? SourceObjection(step, spec, detail, mappings, source, cancellationToken);
    }

    /// <summary>A source role can be a role that an undo is about to delete, because an earlier repair created it.</summary>
    private string? MarkObjection(ExecutionRole source) => RemovalMark.Find(source.Tags, time.GetUtcNow()) is { } mark
        ? FormattableString.Invariant(
            $"The source role {source.RoleName} is marked for deletion by another run ({mark.Owner}, {mark.Time:u}).")
        : null;

    private Task<ExecutionRole> SourceAsync(LambdaRoleRepairStep step) => RoleReference.TryParse(step.SourceRoleArn, out var reference)
        // Documents of managed policies are read again only if the new role does not have the same policies.
        ? _watch.RecentAsync(reference, freshDocuments: step.Strategy != RepairStrategy.Copy)
        : throw new ProblemException(RepairErrors.InvalidStep.About(
            step.FunctionName, ("step", $"The step of function '{step.FunctionName}'"),
            ("reason", $"its source role '{step.SourceRoleArn}' is not a role ARN.")));

    /// <summary>Returns what blocks the step by itself and by the function's current state; null if nothing does.</summary>
    private static string? OwnObjection(LambdaRoleRepairStep step, FunctionDetail detail)
    {
        if (StepIntegrity.Objection(step) is { } modified) return modified;
        if (!step.CanApply) return string.Join(' ', step.Blockers.Select(blocker => blocker.Message));
        if (step.FunctionArn != detail.Function.FunctionArn)
            return $"The plan is for function {step.FunctionArn}; the function of that name here is {detail.Function.FunctionArn}.";
        if (step.RevisionId is null && step.Warnings.All(warning => warning.Id != RepairStepBuilder.NoRevision))
            return "The plan does not have the function's RevisionId, so a later change could not be detected. Plan again.";
        if (detail.RevisionId != step.RevisionId) return "The function was modified after the plan was created.";
        if (FunctionDrift.UnknownState(detail) is { } state) return $"The function cannot be changed safely: {state}.";
        return null;
    }

    /// <summary>Returns the reason why the step no longer matches the source role; null if it matches.</summary>
    private static string? SourceObjection(
        LambdaRoleRepairStep step, RoleSpec spec, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source,
        CancellationToken cancellationToken)
    {
        if (!source.Exists) return $"The source role {step.SourceRoleArn} no longer exists.";
        if (!source.IsComplete) return $"The source role {source.RoleName} could not be read completely.";
        if (NarrowedStep.Objection(step, detail, mappings, source, cancellationToken) is { } narrowed) return narrowed;
        var now = RepairStepBuilder.Again(step, detail, mappings, source, cancellationToken);
        // Blockers that the plan allowed explicitly are also allowed here.
        var blockers = now.Blockers.Where(blocker => blocker.Id switch
        {
            RepairStepBuilder.NoRevision => step.RevisionId is not null,
            RepairStepBuilder.Loss => step.Warnings.All(warning => warning.Id != RepairStepBuilder.Loss),
            _ => true,
        }).ToList();
        if (blockers.Count > 0) return string.Join(' ', blockers.Select(blocker => blocker.Message));
        // The name follows from the content, so it does not have to be compared.
        var whole = RepairStepBuilder.SpecOf(now) with { RoleName = spec.RoleName };
        // Files do not have them (IAM user guide: GetAccountAuthorizationDetails leaves them out), and Lambda needs neither.
        if (spec.MaxSessionDuration is null) whole = whole with { MaxSessionDuration = null, Description = spec.Description };
        var differences = whole.DifferencesFrom(spec).ToList();
        return differences.Count == 0
            ? null
            : "The plan is out of date. Unlike it, a plan created now would have: "
                + $"{string.Join(", ", differences)}.";
    }

    private async Task<RoleRepairResult> MoveAsync(PreparedRepair prepared, CancellationToken stop)
    {
        var (step, spec, detail, mappings, role) = prepared;
        RoleAssignment moved;
        Problem? problem;
        try
        {
            stop.ThrowIfCancellationRequested();
            if (step.Strategy == RepairStrategy.Copy)
                mappings = await session.Lambda(step.Region).ListEventSourceMappingsAsync(step.FunctionName, stop).ConfigureAwait(false);
            var assignment = new Assignment(detail, mappings, role.Arn)
            {
                Objection = Objection(prepared with { Mappings = mappings }),
                Role = role,
            };
            (moved, problem) = await new RoleAssigner(session, time, options).ApplyAsync(assignment, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Result(
                step, RoleRepairStatus.Skipped,
                $"The command was stopped. Role {step.TargetRoleName} was created, but the function was not moved. Run the command "
                + $"again to continue; Undo-LambdaRoleRepair -RoleName {step.TargetRoleName} removes the role.");
        }
        catch (AwsCallException e)
        {
            return Result(
                step, RoleRepairStatus.Failed,
                $"{AwsProblems.Describe(e, $"read the event source mappings of {step.FunctionName}", step.FunctionName).Message} "
                + $"{Leftover(step)}");
        }

        var status = StatusOf(moved.Status, RoleRepairStatus.Repaired, RoleRepairStatus.AlreadyRepaired);
        var reason = status is RoleRepairStatus.Blocked or RoleRepairStatus.Failed
            ? $"{problem?.Message} {Leftover(step)}"
            : problem?.Message;
        return Result(step, status, reason) with { EventSourceMappings = moved.EventSourceMappings, Duration = moved.Duration };
    }

    /// <summary>Returns the last check before the function is changed. It is repeated while Lambda is not ready.</summary>
    private Func<CancellationToken, Task<string?>> Objection(PreparedRepair prepared)
    {
        var (step, spec, detail, mappings, role) = prepared;
        long? lookedAt = null;
        return async cancellationToken =>
        {
            if (lookedAt is { } at && time.GetElapsedTime(at) <= options.MostAge) return null;
            // The target is checked first, because it may have to be waited for, and the data of the source must not be older than that.
            if (await _watch.DiffersAsync(role, spec, cancellationToken).ConfigureAwait(false) is { } target) return target;
            var started = time.GetTimestamp();
            lookedAt = started;
            var source = await _watch.PersistsAsync(
                () => SourceObjectionAsync(step, spec, detail, mappings, cancellationToken), Arn.NameIn(step.SourceRoleArn),
                cancellationToken).ConfigureAwait(false);
            if (source is not null || time.GetElapsedTime(started) <= options.MostAge) return source;
            // The source had to be waited for too, and the target may have been marked in the meantime.
            return await _watch.DiffersAsync(role, spec, cancellationToken).ConfigureAwait(false);
        };
    }

    internal static string Leftover(LambdaRoleRepairStep step) =>
        $"Role {step.TargetRoleName} was created, but this function does not use it. Undo-LambdaRoleRepair -RoleName {step.TargetRoleName} "
        + "removes it.";

    /// <summary>Converts the result of an assignment to the result of a repair, or of undoing one.</summary>
    internal static RoleRepairStatus StatusOf(RoleAssignmentStatus status, RoleRepairStatus done, RoleRepairStatus before) => status switch
    {
        RoleAssignmentStatus.Assigned => done,
        RoleAssignmentStatus.AlreadyAssigned => before,
        RoleAssignmentStatus.PutBack => RoleRepairStatus.RolledBack,
        RoleAssignmentStatus.Outdated => RoleRepairStatus.Blocked,
        RoleAssignmentStatus.NotAssigned => RoleRepairStatus.Failed,
        _ => RoleRepairStatus.Unknown,
    };

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the result of a step.</summary>
    internal static RoleRepairResult Result(LambdaRoleRepairStep step, RoleRepairStatus status, string? reason = null) => new()
    {
        RepairId = step.RepairId,
        FunctionName = step.FunctionName,
        FunctionArn = step.FunctionArn,
        Region = step.Region,
        Status = status,
        SourceRoleArn = step.SourceRoleArn,
        TargetRoleName = step.TargetRoleName,
        Reason = reason,
    };
}
