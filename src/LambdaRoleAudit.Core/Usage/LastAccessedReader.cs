using System.Collections.Concurrent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads when roles last used each service, from IAM (IAM user guide, "Refine permissions in AWS using last accessed information"): of the
/// role, of all of its sessions together. IAM collects it in a job, which usually takes seconds.
/// </summary>
/// <param name="iam">IAM.</param>
/// <param name="observer">Receives problems and progress.</param>
public sealed class LastAccessedReader(IIamApi iam, IReadingObserver observer)
{
    /// <summary>The number of jobs at one time. IAM's quota of requests is not documented.</summary>
    private const int Jobs = 8;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly UnreadParts _unread = new(observer);
    private int _done;

    /// <summary>The time that a job may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What could not be read, as texts. The problems were reported when they occurred.</summary>
    public IReadOnlyList<string> Unread => _unread.Texts;

    /// <summary>Reads the roles. A role that could not be read is not in the result.</summary>
    /// <param name="roleArns">The ARNs of the roles.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public async Task<IReadOnlyDictionary<string, RoleLastAccess>> ReadAsync(
        IReadOnlyCollection<string> roleArns, CancellationToken cancellationToken)
    {
        var read = new ConcurrentDictionary<string, RoleLastAccess>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Jobs, CancellationToken = cancellationToken };
        AwsCallException? end = null;
        await Parallel.ForEachAsync(roleArns.Distinct(StringComparer.Ordinal), options, async (role, token) =>
        {
            try
            {
                if (end is { } earlier) Failed(earlier, role);
                else if (await ReadAsync(role, token).ConfigureAwait(false) is { } services)
                    read[role] = new RoleLastAccess(role, services);
            }
            catch (AwsCallException e)
            {
                Failed(e, role);
                if (AwsProblems.IsAboutCredentials(e.Kind)) end = e;
            }

            observer.OnProgress(new ReadingProgress(Interlocked.Increment(ref _done), roleArns.Count, 0, Arn.NameIn(role)));
        }).ConfigureAwait(false);
        _unread.Report();
        return read;
    }

    private async Task<IReadOnlyList<LastAccessedService>?> ReadAsync(string role, CancellationToken cancellationToken)
    {
        var job = await iam.GenerateLastAccessedAsync(role, cancellationToken).ConfigureAwait(false);
        var started = Clock.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            var state = await iam.GetLastAccessedAsync(job, cancellationToken).ConfigureAwait(false);
            if (state.IsCompleted) return state.Services;
            if (state.Failure is { } reason)
            {
                _unread.Add($"job {reason}", null, reason, role, list => UsageErrors.LastAccessedFailed.About(
                    list.Parts, ("count", list.Count), ("reason", list.Reason), ("list", list.Named)));
                return null;
            }

            if (Clock.GetElapsedTime(started) > Patience)
            {
                _unread.Add("time", null, "", role, list => UsageErrors.LastAccessedTimedOut.About(
                    list.Parts, ("count", list.Count), ("minutes", Patience.TotalMinutes), ("list", list.Named)));
                return null;
            }

            // Jitter, so that the jobs of many roles do not ask at the same moment.
            await Task.Delay(wait * (0.75 + (Random.Shared.NextDouble() / 2)), Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Failed(AwsCallException e, string role) => _unread.Add(e, role, list => AwsProblems.Describe(
        e, FormattableString.Invariant($"read when {list.Count} roles last used each service ({list.Named})"), list.Parts));
}
