using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Puts a function on a role, verifies it, and puts it back where it does not end well.</summary>
public sealed class RoleAssigner(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What Lambda says while IAM's change has not come through (public reports of deployers' retries; IAM user guide,
    /// "Changes that I make are not always immediately visible").
    /// </summary>
    private static readonly string[] Propagating =
        ["cannot be assumed by Lambda", "does not have permissions to call", "KMS key is invalid for CreateGrant"];

    /// <summary>Does it.</summary>
    /// <param name="assignment">Which function, and which role.</param>
    /// <param name="stop">Nothing is written after it. What was written by then is verified all the same, or put back.</param>
    /// <returns>How it ended, and what is to be said of it; null where all is well.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, and nothing was written.</exception>
    public async Task<(RoleAssignment Result, Problem? Problem)> ApplyAsync(Assignment assignment, CancellationToken stop)
    {
        var run = new Run(assignment, time.GetTimestamp());
        var function = assignment.Before.Function;
        if (assignment.IsDone) return (Result(run, RoleAssignmentStatus.AlreadyAssigned, assignment.Before), null);

        FunctionDetail after;
        try
        {
            var before = await SettleAsync(run, assignment.Before, stop).ConfigureAwait(false);
            await UpdateAsync(run, before.RevisionId, stop).ConfigureAwait(false);
            after = await SettleAsync(run, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, assignment.Before, function.Role), e.Problem);
        }
        catch (AwsCallException e)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, assignment.Before, run.IsWritten ? assignment.Role.RoleArn : function.Role),
                run.IsWritten
                    ? AssignmentProblems.Unverified(function, assignment.Role.RoleName, e.Message)
                    : AwsProblems.Describe(e, $"put function {function.FunctionName} on role {assignment.Role.RoleName}; it is on the role that it had", function.FunctionName));
        }

        string? trouble;
        try
        {
            trouble = await TroubleAsync(run, after).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, after), AssignmentProblems.Unverified(function, assignment.Role.RoleName, $"its event source mappings could not be read: {e.Message}"));
        }

        return trouble is null ? (Result(run, RoleAssignmentStatus.Assigned, after), null) : await PutBackAsync(run, after, trouble).ConfigureAwait(false);
    }

    /// <summary>Writes the role, again and again while IAM's change comes through.</summary>
    /// <exception cref="ProblemException">Lambda does not take it, or the function changed. Nothing was written.</exception>
    private async Task UpdateAsync(Run run, string? revisionId, CancellationToken stop)
    {
        var function = run.Assignment.Before.Function;
        var role = run.Assignment.Role;
        var started = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = Min(delay * 1.5, LongestDelay))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await run.Lambda(session).UpdateFunctionRoleAsync(function.FunctionName, role.RoleArn, revisionId, CancellationToken.None).ConfigureAwait(false);
                run.IsWritten = true;
                return;
            }
            catch (AwsCallException e) when (IsPropagating(e))
            {
                if (time.GetElapsedTime(started) + delay > options.PropagationTimeout) throw new ProblemException(AssignmentProblems.Refused(function, role.RoleName, e.Message));
            }
            catch (AwsCallException e) when (e.ErrorCode == "ResourceConflictException")
            {
                // An update of somebody else is in progress; when it has ended, the revision says whether it mattered.
                if (time.GetElapsedTime(started) + delay > options.UpdateTimeout) throw;
            }
            catch (AwsCallException e) when (!IsRefusal(e))
            {
                // Done or not? The SDK sends a request again whose answer was lost, and the second one meets the first one's
                // revision. Only a look can tell.
                run.IsWritten = true;
                var now = await run.Lambda(session).GetFunctionAsync(function.FunctionName, CancellationToken.None).ConfigureAwait(false);
                if (Same(now.Function.Role, role.RoleArn)) return;
                run.IsWritten = false;
                if (e.ErrorCode == "PreconditionFailedException") throw new ProblemException(AssignmentProblems.Changed(function));
                throw;
            }

            run.Retries++;
            // Jitter: many functions that wait for the same change must not ask at the same moment.
            await Task.Delay(delay * (0.75 + (Random.Shared.NextDouble() / 2)), time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no update is in progress.</summary>
    private async Task<FunctionDetail> SettleAsync(Run run, FunctionDetail? known, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var detail = known;
        while (detail is null || detail.LastUpdateStatus == "InProgress")
        {
            if (detail is not null)
            {
                if (time.GetElapsedTime(started) > options.UpdateTimeout)
                    throw new AwsCallException(AwsErrorKind.TimedOut, "The function's update did not end in time.") { Service = "lambda", Operation = "GetFunction", Region = run.Assignment.Before.Function.Region };
                await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
            }

            detail = await run.Lambda(session).GetFunctionAsync(run.Assignment.Before.Function.FunctionName, cancellationToken).ConfigureAwait(false);
        }

        return detail;
    }

    /// <summary>What is not as it should be after the move; null where all is well.</summary>
    private async Task<string?> TroubleAsync(Run run, FunctionDetail after)
    {
        if (!Same(after.Function.Role, run.Assignment.Role.RoleArn)) return $"it is on {after.Function.Role} now, which somebody else must have written.";
        if (after.LastUpdateStatus is not (null or "Successful")) return $"its update ended as {after.LastUpdateStatus}: {after.LastUpdateStatusReason ?? "no reason given"}";
        if (run.Assignment.Mappings.Count == 0) return null;
        var started = time.GetTimestamp();
        while (true)
        {
            if (await MappingTroubleAsync(run).ConfigureAwait(false) is { } trouble) return trouble;
            if (time.GetElapsedTime(started) >= options.MappingWatch) return null;
            await Task.Delay(options.PollInterval, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<string?> MappingTroubleAsync(Run run)
    {
        var now = run.Seen = (await run.Lambda(session).ListEventSourceMappingsAsync(run.Assignment.Before.Function.FunctionName, CancellationToken.None).ConfigureAwait(false)).ToDictionary(mapping => mapping.Uuid);
        var troubles = new List<string>();
        foreach (var before in run.Assignment.Mappings)
        {
            // One that was deleted meanwhile is not this change's doing.
            if (!now.TryGetValue(before.Uuid, out var after)) continue;
            if (before.State is "Enabled" or "Enabling" or "Creating" && after.State is "Disabled" or "Disabling")
                troubles.Add($"event source mapping {before.Uuid} ({before.EventSourceArn}) is {after.State}: {after.StateTransitionReason}");
            else if (IsProblem(after) && !IsProblem(before)) troubles.Add($"event source mapping {before.Uuid} ({before.EventSourceArn}) reports {after.LastProcessingResult}");
        }

        return troubles.Count == 0 ? null : string.Join("; ", troubles);
    }

    private async Task<(RoleAssignment Result, Problem? Problem)> PutBackAsync(Run run, FunctionDetail after, string trouble)
    {
        var function = run.Assignment.Before.Function;
        var role = run.Assignment.Role.RoleName;
        // Somebody else's change is not ours to undo.
        if (!Same(after.Function.Role, run.Assignment.Role.RoleArn)) return (Result(run, RoleAssignmentStatus.Unverified, after), AssignmentProblems.Unverified(function, role, trouble));
        try
        {
            try
            {
                await run.Lambda(session).UpdateFunctionRoleAsync(function.FunctionName, function.Role, after.RevisionId, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AwsCallException e) when (!IsRefusal(e))
            {
                // Done or not: the look below tells.
            }

            var back = await SettleAsync(run, null, CancellationToken.None).ConfigureAwait(false);
            if (!Same(back.Function.Role, function.Role) || back.LastUpdateStatus is not (null or "Successful"))
                return (Result(run, RoleAssignmentStatus.Unverified, back), AssignmentProblems.NotPutBack(function, role, trouble, $"it is on {back.Function.Role}, its update {back.LastUpdateStatus}.", function.Region));
            var problem = AssignmentProblems.PutBack(function, role, trouble, await LeftBehindAsync(run).ConfigureAwait(false));
            return (Result(run, RoleAssignmentStatus.PutBack, back), problem);
        }
        catch (AwsCallException e)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, after), AssignmentProblems.NotPutBack(function, role, trouble, e.Message, function.Region));
        }
    }

    /// <summary>What a function that was put back does not have back by that.</summary>
    private async Task<string?> LeftBehindAsync(Run run)
    {
        if (run.Assignment.Mappings.Count == 0) return null;
        try
        {
            return await MappingTroubleAsync(run).ConfigureAwait(false) is { } trouble ? $"Still, {trouble}" : null;
        }
        catch (AwsCallException e)
        {
            run.Seen = [];
            return $"Its event source mappings could not be read again: {e.Message}";
        }
    }

    private RoleAssignment Result(Run run, RoleAssignmentStatus status, FunctionDetail last, string? role = null) => new()
    {
        FunctionName = run.Assignment.Before.Function.FunctionName,
        FunctionArn = run.Assignment.Before.Function.FunctionArn,
        Region = run.Assignment.Before.Function.Region,
        PreviousRole = run.Assignment.Before.Function.Role,
        Role = role ?? last.Function.Role,
        Status = status,
        LastUpdateStatus = last.LastUpdateStatus,
        EventSourceMappings = [.. run.Assignment.Mappings.Select(mapping => new MappingVerification(mapping.Uuid, mapping.EventSourceArn, mapping.State, run.Seen.GetValueOrDefault(mapping.Uuid)?.State))],
        PropagationRetries = run.Retries,
        Duration = time.GetElapsedTime(run.Started),
    };

    private static bool IsPropagating(AwsCallException e) => e.ErrorCode == "InvalidParameterValueException" && Propagating.Any(words => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lambda looked at the request and said no: nothing was written.</summary>
    private static bool IsRefusal(AwsCallException e) =>
        e.Kind is AwsErrorKind.AccessDenied or AwsErrorKind.NotFound or AwsErrorKind.Throttled || AwsProblems.IsAboutCredentials(e.Kind) || e.ErrorCode is "InvalidParameterValueException" or "ValidationException" or "ResourceConflictException";

    private static bool IsProblem(EventSourceMapping mapping) => mapping.LastProcessingResult?.StartsWith("PROBLEM", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Run(Assignment assignment, long started)
    {
        public Assignment Assignment { get; } = assignment;

        public long Started { get; } = started;

        /// <summary>The mappings as they were last seen.</summary>
        public Dictionary<string, EventSourceMapping> Seen { get; set; } = [];

        public int Retries { get; set; }

        /// <summary>The function may be on the new role.</summary>
        public bool IsWritten { get; set; }

        public ILambdaApi Lambda(IAwsSession session) => session.Lambda(Assignment.Before.Function.Region);
    }
}
