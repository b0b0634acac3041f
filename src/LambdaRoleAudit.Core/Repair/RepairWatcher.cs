using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Watches functions after a repair moved them, and rolls back a function whose new role is denied what its source role allowed. A denied
/// call counts if a session of the new role made it. What the source of denied calls does not show is looked for in the function's errors
/// (<see cref="ErrorRise"/>).
/// </summary>
/// <param name="session">The credentials.</param>
/// <param name="denials">The source of denied calls.</param>
/// <param name="time">The clock.</param>
/// <param name="observer">Receives problems, warnings, and the progress in seconds.</param>
/// <param name="assignment">How long a rollback waits.</param>
public sealed class RepairWatcher(
    IAwsSession session, IDenialSource denials, TimeProvider time, IReadingObserver observer, AssignmentOptions assignment)
{
    /// <summary>A wait is divided, so that the progress moves.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly OnceObserver _once = new(observer);
    private readonly WatchRollback _rollback = new(session, observer, time, assignment);
    private readonly ErrorRise _errors = new(session);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WatchedFunction> _watched = new(StringComparer.Ordinal);
    private readonly SourceRoles _sources = new(session.Iam, time, assignment);
    private Action<RoleRepairResult> _onResult = _ => { };
    private WatchVisibility _visibility = null!;
    private int _rolledBack;
    private int _open;
    private int _blind;

    /// <summary>Watches functions.</summary>
    /// <param name="moves">The functions.</param>
    /// <param name="options">How long to watch, and how often to read.</param>
    /// <param name="regions">The regions whose records are read: all in which the functions can make calls.</param>
    /// <param name="onResult">Receives the result of each function that is rolled back, or that should be and cannot.</param>
    /// <param name="onNote">Receives what is only information: a denied call that the source role denies too.</param>
    /// <param name="stop">Ends the watch. Functions stay where they are; a rollback in progress is completed.</param>
    /// <exception cref="OperationCanceledException">The watch was canceled. <paramref name="onNote"/> was told first which functions were
    /// still watched.</exception>
    public async Task<WatchSummary> WatchAsync(
        IReadOnlyList<WatchedMove> moves, WatchOptions options, IReadOnlyCollection<string> regions, Action<RoleRepairResult> onResult,
        Action<string> onNote, CancellationToken stop)
    {
        _onResult = onResult;
        foreach (var move in moves) _watched[move.Step.FunctionArn] = new WatchedFunction(move);
        _visibility = new WatchVisibility(denials.Name);
        var start = time.GetUtcNow();
        var end = start + options.Duration;
        var covered = moves.Min(move => move.MovedAt);
        var metrics = DateTimeOffset.MinValue;
        IReadOnlyList<string> unread = [];
        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                var isLast = now >= end;
                var from = covered - (isLast ? options.LastLookBack : options.LookBack);
                var before = unread;
                unread = await ReadAsync(from, regions, onNote, stop).ConfigureAwait(false);
                // What one read missed is read again. A region that cannot be read twice will not be readable, and must not let the
                // period grow.
                if (unread.Count == 0 || unread.SequenceEqual(before)) covered = now;
                _blind = unread.Count == regions.Count ? _blind + 1 : 0;
                if (_blind == options.MostBlindReads) throw new ProblemException(RepairErrors.WatchEnded.About(
                    null, ("source", denials.Name), ("count", _watched.Count), ("functions", Names())));
                if (isLast || now - metrics >= options.MetricInterval)
                {
                    metrics = now;
                    await CompareErrorsAsync(stop).ConfigureAwait(false);
                }

                if (isLast || _watched.Count == 0) break;
                await WaitAsync(start, options, end, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            onNote(FormattableString.Invariant(
                $"The watch was stopped at {time.GetUtcNow():u}. Still watched: {_watched.Count}. They stay on their own ")
                + $"roles: {Names()}.");
            throw;
        }

        return new WatchSummary(
            moves.Count, time.GetUtcNow(), _rolledBack, _open, denials.Name, _visibility.Unseen, unread, _visibility.UnreadMetrics);
    }

    private string Names() => string.Join(
        ", ", _watched.Values.Select(function => function.Move.Step.FunctionName).Order(StringComparer.Ordinal));

    private async Task WaitAsync(DateTimeOffset start, WatchOptions options, DateTimeOffset end, CancellationToken stop)
    {
        var next = time.GetUtcNow() + options.PollInterval;
        if (next > end) next = end;
        while (time.GetUtcNow() is var now && now < next)
        {
            observer.OnProgress(new ReadingProgress(
                (long)(now - start).TotalSeconds, (long)options.Duration.TotalSeconds, _watched.Count, Names()));
            await Task.Delay(next - now < Step ? next - now : Step, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Reads denied calls and acts on them. Returns the regions that could not be read.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync(
        DateTimeOffset from, IReadOnlyCollection<string> regions, Action<string> onNote, CancellationToken stop)
    {
        await _sources.ReadAsync(_watched.Values.Select(function => function.Move.Step.SourceRoleArn), _once.OnUnread)
            .ConfigureAwait(false);
        var first = _watched.Values.Min(function => function.Move.MovedAt);
        // The times of records are whole seconds.
        var start = DateTimeOffset.FromUnixTimeSeconds((from > first ? from : first).ToUnixTimeSeconds());
        var scope = new UsageScope(
            [.. _watched.Values.Select(function =>
                new RoleInScope(function.Move.TargetRoleArn, [function.Move.Step.FunctionArn], TrustsLambdaAlone: true))],
            start, null)
        {
            OnCall = calls =>
            {
                if (_watched.TryGetValue(calls.FunctionArn!, out var function)) function.Take(calls);
            },
        };
        if (start >= time.GetUtcNow()) return [];
        var evidence = await denials.ReadAsync(scope, regions, stop).ConfigureAwait(false);
        foreach (var function in _watched.Values.ToList()) await ActAsync(function, onNote, stop).ConfigureAwait(false);
        _visibility.Note(evidence, _watched.Values.Select(function => function.Move), _sources);
        return [.. evidence.UnreadRegions.Order(StringComparer.Ordinal)];
    }

    private async Task ActAsync(WatchedFunction function, Action<string> onNote, CancellationToken stop)
    {
        if (function.Denied.Count == 0) return;
        var move = function.Move;
        var source = await _sources.NowAsync(move.Step.SourceRoleArn, _once.OnUnread).ConfigureAwait(false);
        if (source is null)
        {
            Report(function, move.Result(
                RoleRepairStatus.Failed,
                $"{function.Denied[0].Text()} Its source role {move.Step.SourceRoleArn} could not be read, so the function was not rolled "
                + "back. It is tried again."));
            return;
        }

        DeniedCall? worst = null;
        string? cause = null;
        foreach (var denied in function.Denied.ToList())
        {
            var (verdict, permission) = source.Exists
                ? DenialJudge.Judge(denied.Calls.Call, source)
                : (DenialVerdict.PossiblyAllowed, "");
            var isForeign = verdict == DenialVerdict.NotByOwnPolicies;
            if (isForeign) verdict = await PriorCalls.FindAsync(denials, move, denied.Calls, stop).ConfigureAwait(false);
            if (verdict == DenialVerdict.DeniedBefore)
            {
                function.Denied.Remove(denied);
                var note = $"{move.Step.FunctionName} ({move.Step.Region}): {denied.Text(permission)} "
                    + (isForeign ? "The call was denied to its source role too" : "Its source role does not allow the call either")
                    + ", so the function stays.";
                if (_said.Add($"{move.Step.FunctionArn} {denied.Calls.Call.EventName} {permission}")) onNote(note);
                continue;
            }

            worst ??= denied;
            cause ??= $"{denied.Text(permission)} " + verdict switch
            {
                DenialVerdict.Allowed when isForeign =>
                    $"It was allowed to {move.Step.SourceRoleArn}, so a resource policy names that role.",
                DenialVerdict.PossiblyAllowed when isForeign =>
                    $"{move.Step.SourceRoleArn} does not allow the call, but a resource policy can have allowed it.",
                DenialVerdict.Allowed => $"{move.Step.SourceRoleArn} allows the call.",
                DenialVerdict.PossiblyAllowed => $"{move.Step.SourceRoleArn} may allow the call.",
                _ => "It is not known which permission this call needs.",
            };
        }

        if (worst is null) return;
        if (function.Denied.Count > 1)
            cause += FormattableString.Invariant($" {function.Denied.Count - 1} more calls were denied.");
        await RollBackAsync(function, source, cause!, stop).ConfigureAwait(false);
    }

    private async Task RollBackAsync(WatchedFunction function, ExecutionRole source, string cause, CancellationToken stop) => Report(
        function,
        await _rollback.RollBackAsync(function.Move, source, _sources.IdOf(function.Move.Step.SourceRoleArn), cause, stop)
            .ConfigureAwait(false));

    /// <summary>Reports a result. A function that could not be rolled back yet is watched on, and the same is not said twice.</summary>
    private void Report(WatchedFunction function, RoleRepairResult result)
    {
        var isFirst = !function.HasFailed;
        function.HasFailed |= result.Status != RoleRepairStatus.RolledBack;
        if (result.Status != RoleRepairStatus.Failed) _watched.Remove(function.Move.Step.FunctionArn);
        if (result.Status == RoleRepairStatus.RolledBack)
        {
            _rolledBack++;
            if (!isFirst) _open--;
        }
        else if (isFirst) _open++;
        if (isFirst || result.Status != RoleRepairStatus.Failed) _onResult(result);
    }

    private async Task CompareErrorsAsync(CancellationToken stop)
    {
        foreach (var function in _watched.Values.Where(function => _visibility.IsBlindFor(function.Move)).ToList())
        {
            try
            {
                var figures = await _errors.FindAsync(function.Move, time.GetUtcNow(), stop).ConfigureAwait(false);
                _visibility.MetricsRead(function.Move, isRead: true);
                if (figures is null) continue;
                var source = await _sources.NowAsync(function.Move.Step.SourceRoleArn, _once.OnUnread).ConfigureAwait(false);
                if (source is null) continue;
                await RollBackAsync(
                    function, source,
                    $"The function has {figures} (CloudWatch, metric Errors of AWS/Lambda). Denied calls of these services are not "
                    + $"visible in {denials.Name}: {NameList.Few(_visibility.UnseenOf(function.Move))}.", stop).ConfigureAwait(false);
            }
            catch (AwsCallException e)
            {
                _visibility.MetricsRead(function.Move, isRead: false);
                _once.OnUnread(AwsProblems.DescribeIn(e, "read the errors of functions in CloudWatch", [function.Move.Step.Region]));
            }
        }
    }
}
