using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Assigns a role to a function, verifies it, and rolls back on failure.</summary>
public sealed class RoleAssigner(IAwsSession session, TimeProvider time, AssignmentOptions options)
{
    private readonly RoleWatch _watch = new(session.Iam, time, options);

    /// <summary>Applies an assignment.</summary>
    /// <param name="assignment">The function and the role.</param>
    /// <param name="stop">Nothing is written after it is canceled. Changes that were already written are still verified, or rolled
    /// back.</param>
    /// <returns>The result, and the problem to report; null if there is none.</returns>
    /// <exception cref="OperationCanceledException">The operation was canceled, and nothing was written.</exception>
    public async Task<(RoleAssignment Result, Problem? Problem)> ApplyAsync(Assignment assignment, CancellationToken stop)
    {
        var run = new Run(assignment, time.GetTimestamp(), new FunctionRoleWriter(session, time, options));
        var function = assignment.Before.Function;
        if (assignment.IsDone) return (Result(run, RoleAssignmentStatus.AlreadyAssigned, assignment.Before), null);

        FunctionDetail after;
        try
        {
            var before = await SettleAsync(run, assignment.Before, stop).ConfigureAwait(false);
            // The update in progress was made by others. It must not have changed anything that was not read.
            if (FunctionDrift.Between(assignment.Before, before).ToList() is { Count: > 0 } drift)
                throw new DriftException(AssignmentProblems.Changed(function, drift));
            if (FunctionDrift.UnknownState(before) is { } state) throw new DriftException(AssignmentProblems.NoLongerFits(function, state));
            await run.Writer.WriteAsync(
                before, assignment.RoleArn, null, cancellationToken => ObjectionAsync(assignment, cancellationToken), stop)
                .ConfigureAwait(false);
            after = await SettleAsync(run, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DriftException e)
        {
            return (Result(run, RoleAssignmentStatus.Outdated, assignment.Before, function.Role), e.Problem);
        }
        catch (ProblemException e)
        {
            return (Result(run, RoleAssignmentStatus.NotAssigned, assignment.Before, function.Role), e.Problem);
        }
        catch (AwsCallException e)
        {
            return run.Writer.IsWritten
                ? (Result(run, RoleAssignmentStatus.Unverified, assignment.Before, assignment.RoleArn),
                    AssignmentProblems.Unverified(function, assignment.RoleName, e.Message))
                : (Result(run, RoleAssignmentStatus.NotAssigned, assignment.Before, function.Role),
                    AwsProblems.Describe(
                        e, $"assign role {assignment.RoleName} to function {function.FunctionName}; it keeps its previous role",
                        function.FunctionName));
        }

        string? trouble;
        try
        {
            trouble = await TroubleAsync(run, after).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, after),
                AssignmentProblems.Unverified(function, assignment.RoleName, $"it could not be read after the change: {e.Message}"));
        }

        return trouble is null
            ? (Result(run, RoleAssignmentStatus.Assigned, after), null)
            : await RollBackAsync(run, after, trouble).ConfigureAwait(false);
    }

    private async Task<string?> ObjectionAsync(Assignment assignment, CancellationToken cancellationToken) =>
        assignment.Objection is { } objection ? await objection(cancellationToken).ConfigureAwait(false)
        : assignment.Role is { } role ? await _watch.IsGoingAsync(role, cancellationToken).ConfigureAwait(false)
        : null;

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
                    throw new AwsCallException(AwsErrorKind.TimedOut, "The function's update did not end in time.")
                    {
                        Service = "lambda", Operation = "GetFunction", Region = run.Assignment.Before.Function.Region
                    };
                await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
            }

            detail = await run.Lambda(session).GetFunctionAsync(run.Assignment.Before.Function.FunctionName, cancellationToken)
                .ConfigureAwait(false);
        }

        return detail;
    }

    /// <summary>Returns what is wrong after the assignment; null if nothing is.</summary>
    private async Task<string?> TroubleAsync(Run run, FunctionDetail after)
    {
        if (!Same(after.Function.Role, run.Assignment.RoleArn))
            return $"it is now on {after.Function.Role}, which someone else must have assigned.";
        if (after.LastUpdateStatus != "Successful")
            return $"its update ended as {after.LastUpdateStatus ?? "unknown"}: {after.LastUpdateStatusReason ?? "no reason given"}";
        // Another run may be deleting the role without having seen the function on it.
        if (run.Assignment.Role is { } role && await _watch.IsGoingAsync(role, CancellationToken.None).ConfigureAwait(false) is { } reason)
            return reason;
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
        var now = run.Seen = (await run.Lambda(session)
            .ListEventSourceMappingsAsync(run.Assignment.Before.Function.FunctionName, CancellationToken.None)
            .ConfigureAwait(false)).ToDictionary(mapping => mapping.Uuid);
        return MappingTrouble.Of(run.Assignment.Mappings, now);
    }

    /// <summary>
    /// A function with a wrong role is the worst state. The rollback is retried as long as the cause is anything but a rejection.
    /// </summary>
    private async Task<(RoleAssignment Result, Problem? Problem)> RollBackAsync(Run run, FunctionDetail after, string trouble)
    {
        var function = run.Assignment.Before.Function;
        var role = run.Assignment.RoleName;
        // A change by others must not be undone.
        if (!Same(after.Function.Role, run.Assignment.RoleArn))
            return (Result(run, RoleAssignmentStatus.Unverified, after), AssignmentProblems.Unverified(function, role, trouble));
        var writer = new FunctionRoleWriter(session, time, options);
        try
        {
            await writer.WriteAsync(
                await SettleAsync(run, after, CancellationToken.None).ConfigureAwait(false), function.Role, options.RollbackTimeout, null,
                CancellationToken.None).ConfigureAwait(false);
            var back = await SettleAsync(run, null, CancellationToken.None).ConfigureAwait(false);
            if (!Same(back.Function.Role, function.Role) || back.LastUpdateStatus != "Successful")
                return (Result(run, RoleAssignmentStatus.Unverified, back),
                    AssignmentProblems.NotRolledBack(
                        function, role, trouble,
                        $"it is on {back.Function.Role}, and its update status is {back.LastUpdateStatus ?? "unknown"}."));
            var problem = AssignmentProblems.RolledBack(function, role, trouble, await LeftBehindAsync(run).ConfigureAwait(false));
            return (Result(run, RoleAssignmentStatus.PutBack, back), problem);
        }
        catch (Exception e) when (e is DriftException or ProblemException or AwsCallException)
        {
            return (Result(run, RoleAssignmentStatus.Unverified, after),
                AssignmentProblems.NotRolledBack(function, role, trouble, e.Message));
        }
    }

    /// <summary>Returns what the rollback did not restore.</summary>
    private async Task<string?> LeftBehindAsync(Run run)
    {
        if (run.Assignment.Mappings.Count == 0) return null;
        try
        {
            return await MappingTroubleAsync(run).ConfigureAwait(false) is { } trouble ? $"However, {trouble}" : null;
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
        EventSourceMappings = [
            .. run.Assignment.Mappings.Select(mapping =>
                new MappingVerification(
                    mapping.Uuid, mapping.EventSourceArn, mapping.State, run.Seen.GetValueOrDefault(mapping.Uuid)?.State))],
        PropagationRetries = run.Writer.Retries,
        Duration = time.GetElapsedTime(run.Started),
    };

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private sealed class Run(Assignment assignment, long started, FunctionRoleWriter writer)
    {
        public Assignment Assignment { get; } = assignment;

        public long Started { get; } = started;

        /// <summary>The mappings as they were last read.</summary>
        public Dictionary<string, EventSourceMapping> Seen { get; set; } = [];

        public FunctionRoleWriter Writer { get; } = writer;

        public ILambdaApi Lambda(IAwsSession session) => session.Lambda(Assignment.Before.Function.Region);
    }
}
