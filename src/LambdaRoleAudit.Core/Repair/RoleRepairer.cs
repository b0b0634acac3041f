using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Carries a plan out: first all roles, then the functions, so that IAM's propagation passes for all of them at once. A step
/// that no longer fits what is there is refused; the others go on.
/// </summary>
public sealed class RoleRepairer(IAwsSession session, TimeProvider time, AssignmentOptions options, int throttleLimit)
{
    /// <summary>IAM's write quotas are small, and secret: a few at a time.</summary>
    internal const int RolesAtOnce = 3;

    /// <summary>How many functions are moved at once, where nobody says otherwise: Lambda's quota is 15 requests a second and region.</summary>
    public const int FunctionsAtOnce = 8;

    /// <summary>Carries steps out.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="onResult">Told of each function as it ends; called on any thread.</param>
    /// <param name="stop">
    /// No function is moved after it. Those that are being moved are brought to their end; a step whose role is made, and whose
    /// function is not moved, is told as skipped.
    /// </param>
    /// <exception cref="OperationCanceledException">It was stopped. Each step that was begun was told first.</exception>
    public async Task ApplyAsync(IReadOnlyList<LambdaRoleRepairStep> steps, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        var sources = (await new ExecutionRoleReader(session.Iam, _ => { }).ReadAsync(
                [.. steps.Select(step => step.SourceRoleArn).Distinct(StringComparer.OrdinalIgnoreCase).Select(arn => RoleReference.TryParse(arn, out var reference) ? reference : null).OfType<RoleReference>()],
                stop).ConfigureAwait(false))
            .ToDictionary(role => role.RoleArn, StringComparer.OrdinalIgnoreCase);
        // By the steps' places: functions are moved in the plan's order, whichever role is ready first.
        var prepared = new Assignment?[steps.Count];
        await AtOnceAsync(RolesAtOnce, Enumerable.Range(0, steps.Count), async i =>
        {
            if (!stop.IsCancellationRequested) prepared[i] = await PrepareAsync(steps[i], sources.GetValueOrDefault(steps[i].SourceRoleArn), onResult, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await AtOnceAsync(throttleLimit, steps.Zip(prepared), async pair =>
        {
            if (pair.Second is { } assignment) onResult(await MoveAsync(pair.First, assignment, stop).ConfigureAwait(false));
        }).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Does the same with each, a number of them at a time.</summary>
    internal static Task AtOnceAsync<T>(int limit, IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = limit }, async (item, _) => await work(item).ConfigureAwait(false));

    /// <summary>The result of a step that its own plan blocks.</summary>
    public static RoleRepairResult Blocked(LambdaRoleRepairStep step) => Result(step, RoleRepairStatus.Blocked, string.Join(' ', step.Blockers.Select(blocker => blocker.Message)));

    /// <summary>The result of a step that was not agreed to.</summary>
    public static RoleRepairResult Skipped(LambdaRoleRepairStep step) => Result(step, RoleRepairStatus.Skipped, "It was not agreed to.");

    /// <summary>Looks whether the step still fits, and makes its role. Null where it has ended with that, or was stopped before the role was made.</summary>
    private async Task<Assignment?> PrepareAsync(LambdaRoleRepairStep step, ExecutionRole? source, Action<RoleRepairResult> onResult, CancellationToken stop)
    {
        try
        {
            var lambda = session.Lambda(step.Region);
            var detail = await lambda.GetFunctionAsync(step.FunctionName, stop).ConfigureAwait(false);
            var mappings = await lambda.ListEventSourceMappingsAsync(step.FunctionName, stop).ConfigureAwait(false);
            var spec = RepairStepBuilder.SpecOf(step);
            if (!detail.Function.Role.Equals(step.SourceRoleArn, StringComparison.OrdinalIgnoreCase))
            {
                onResult(await IsOwnAsync(detail.Function.Role, step, stop).ConfigureAwait(false)
                    ? Result(step, RoleRepairStatus.AlreadyRepaired)
                    : Result(step, RoleRepairStatus.Blocked, $"The function is on {detail.Function.Role} now, not on the role that the plan was made for."));
                return null;
            }

            if (Objection(step, spec, detail, mappings, source) is { } objection)
            {
                onResult(Result(step, RoleRepairStatus.Blocked, objection));
                return null;
            }

            stop.ThrowIfCancellationRequested();
            // From here on not broken off: a role is made whole, or taken back.
            var role = await new RoleCreator(session.Iam, time).CreateAsync(spec).ConfigureAwait(false);
            var target = new ExecutionRole { RoleName = role.RoleName, RoleArn = role.Arn, AccountId = detail.Function.AccountId, Path = role.Path, Exists = true, TrustsLambda = true, IsComplete = true };
            return new Assignment(detail, mappings, target);
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
            onResult(Result(step, e.Kind == AwsErrorKind.NotFound ? RoleRepairStatus.Blocked : RoleRepairStatus.Failed, AwsProblems.Describe(e, $"read function {step.FunctionName}", step.FunctionName).Message));
        }

        return null;
    }

    /// <summary>Why the step does not fit what is there now; null where it does.</summary>
    private static string? Objection(LambdaRoleRepairStep step, RoleSpec spec, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole? source)
    {
        if (step.PlanVersion != LambdaRoleRepairStep.CurrentVersion) return FormattableString.Invariant($"The plan is of form {step.PlanVersion}; this version carries out form {LambdaRoleRepairStep.CurrentVersion}.");
        if (!step.CanApply) return string.Join(' ', step.Blockers.Select(blocker => blocker.Message));
        if (step.RevisionId is not null && detail.RevisionId != step.RevisionId) return "The function was changed since the plan was made.";
        if (source is null || !source.Exists) return $"The source role {step.SourceRoleArn} is gone, or could not be read.";
        if (!source.IsComplete) return $"The source role {source.RoleName} could not be read whole.";
        var plain = RoleNaming.For(step.FunctionName, step.Region, step.FunctionArn);
        var now = RepairStepBuilder.Build(detail, mappings, source, step.Strategy, step.RepairId, isNameTaken: step.TargetRoleName != plain);
        if (!now.CanApply) return string.Join(' ', now.Blockers.Select(blocker => blocker.Message));
        var fresh = RepairStepBuilder.SpecOf(now);
        return fresh.Fingerprint == spec.Fingerprint ? null : $"The plan no longer fits: {string.Join(", ", Differences(spec, fresh))} differ from what the source role, or the function, gives now.";
    }

    private static IEnumerable<string> Differences(RoleSpec planned, RoleSpec now)
    {
        if (planned.RoleName != now.RoleName) yield return "role name";
        if (planned.Path != now.Path) yield return "path";
        if (planned.TrustPolicy != now.TrustPolicy) yield return "trust policy";
        if (planned.Description != now.Description) yield return "description";
        if (planned.MaxSessionDuration != now.MaxSessionDuration) yield return "session duration";
        if (planned.PermissionsBoundaryArn != now.PermissionsBoundaryArn) yield return "permissions boundary";
        if (!planned.AttachedPolicyArns.Order(StringComparer.Ordinal).SequenceEqual(now.AttachedPolicyArns.Order(StringComparer.Ordinal))) yield return "attached policies";
        if (!planned.InlinePolicies.Order().SequenceEqual(now.InlinePolicies.Order())) yield return "inline policies";
        if (!planned.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).SequenceEqual(now.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))) yield return "tags";
    }

    private async Task<bool> IsOwnAsync(string roleArn, LambdaRoleRepairStep step, CancellationToken cancellationToken)
    {
        if (!Arn.TryParseRole(roleArn, out var arn)) return false;
        try
        {
            var role = await session.Iam.GetRoleAsync(arn.RoleName, cancellationToken).ConfigureAwait(false);
            return role.Tags.TryGetValue(RoleSpec.FunctionTag, out var function) && function == step.FunctionArn && role.Tags.ContainsKey(RoleSpec.RepairTag);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return false;
        }
    }

    private async Task<RoleRepairResult> MoveAsync(LambdaRoleRepairStep step, Assignment assignment, CancellationToken stop)
    {
        RoleAssignment moved;
        Problem? problem;
        try
        {
            (moved, problem) = await new RoleAssigner(session, time, options).ApplyAsync(assignment, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Result(step, RoleRepairStatus.Skipped, $"Role {step.TargetRoleName} is made, and the function is not moved: the command was stopped. Run it again to go on; Undo-LambdaRoleRepair takes the role back.");
        }

        return Result(step, StatusOf(moved.Status, problem, RoleRepairStatus.Repaired, RoleRepairStatus.AlreadyRepaired), problem?.Message) with { EventSourceMappings = moved.EventSourceMappings, Duration = moved.Duration };
    }

    /// <summary>What the end of an assignment is to a repair, or to the undoing of one.</summary>
    internal static RoleRepairStatus StatusOf(RoleAssignmentStatus status, Problem? problem, RoleRepairStatus done, RoleRepairStatus before) => status switch
    {
        RoleAssignmentStatus.Assigned => done,
        RoleAssignmentStatus.AlreadyAssigned => before,
        RoleAssignmentStatus.PutBack => RoleRepairStatus.RolledBack,
        _ => problem?.ErrorId is "AssignmentUnverified" or "PutBackFailed" ? RoleRepairStatus.Unknown : RoleRepairStatus.Failed,
    };

    private static RoleRepairResult Result(LambdaRoleRepairStep step, RoleRepairStatus status, string? reason = null) => new()
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
