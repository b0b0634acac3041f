using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads CloudTrail event history with LookupEvents, by the name of the session, which is the name of the function. It needs no trail. It
/// has management events only, of the last 90 days, and it does not show sessions with other names.
/// </summary>
/// <param name="session">The credentials.</param>
/// <param name="scope">The roles, with their functions. Without a start, 90 days are read.</param>
/// <param name="observer">Receives problems and progress.</param>
public sealed class EventHistoryReader(IAwsSession session, UsageScope scope, IReadingObserver observer)
{
    /// <summary>AWS CloudTrail user guide, "Working with CloudTrail event history": the last 90 days.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(90);

    /// <summary>Two requests per second for each account and region (AWS CloudTrail user guide, "Quotas in AWS CloudTrail").</summary>
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(0.5);

    private readonly UnreadParts _unread = new(observer);
    private int _done;
    private int _total;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Returns the time that reading takes at least: the regions are read at the same time, and each function needs a request in each
    /// region, and one more for each 50 events after the first 50.
    /// </summary>
    /// <param name="functions">The number of different function names.</param>
    public static TimeSpan Estimate(int functions) => functions * RequestTime;

    /// <summary>Reads the events of all functions in scope.</summary>
    /// <param name="regions">The regions whose events are read.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ArgumentException">The scope has no list of functions.</exception>
    public async Task<UsageEvidence> ReadAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        if (scope.IsEverything) throw new ArgumentException("Event history is read by the name of a function.");
        var now = Clock.GetUtcNow();
        var to = scope.To is { } end && end < now ? end : now;
        var from = scope.From is { } start && start > now - Period ? start : now - Period;
        if (to <= from)
        {
            throw new ProblemException(UsageErrors.PeriodNotInHistory.About(null, ("start", Text(from)), ("end", Text(to))));
        }

        var names = scope.Roles.SelectMany(role => role.Functions).Select(NameOf).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        _total = names.Count * regions.Count;
        observer.OnProgress(new ReadingProgress(0, _total, names.Count, Plan(names.Count, regions.Count)));
        var failures = new Dictionary<string, AwsCallException>(StringComparer.Ordinal);
        var calls = new UsageCollector(scope);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(regions.Select(ReadAsync)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        async Task ReadAsync(string region)
        {
            var own = new UsageCollector(scope);
            AwsCallException? failure = null;
            try
            {
                await ReadRegionAsync(region, names, from, to, own, stop.Token).ConfigureAwait(false);
            }
            catch (AwsCallException e)
            {
                failure = RegionReader.InRegion(e);
                if (AwsProblems.IsAboutCredentials(failure.Kind)) await stop.CancelAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                // Another region found that the credentials have expired, or the caller ended the operation.
                failure = new AwsCallException(AwsErrorKind.ExpiredToken, e.Message);
            }

            lock (failures)
            {
                if (failure is not null) failures[region] = failure;
                calls.Merge(own);
            }
        }

        ReportFailures(failures);
        _unread.Report();
        return new UsageEvidence
        {
            Calls = calls,
            Source = UsageSource.EventHistory,
            From = from,
            To = to,
            Regions = [.. regions.Where(region => !failures.ContainsKey(region)).Order(StringComparer.Ordinal)],
            UnreadRegions = [.. failures.Keys.Order(StringComparer.Ordinal)],
            Unread = _unread.Texts,
        };
    }

    private async Task ReadRegionAsync(
        string region, List<string> names, DateTimeOffset from, DateTimeOffset to, UsageCollector calls,
        CancellationToken cancellationToken)
    {
        var history = session.CloudTrail(region);
        foreach (var name in names)
        {
            var tokens = new PageTokens("LookupEvents");
            string? next = null;
            do
            {
                var page = await history.LookupEventsAsync(name, from, to, next, cancellationToken).ConfigureAwait(false);
                foreach (var record in page.Records) Add(record, region, calls);
                next = tokens.Next(page.NextToken);
            }
            while (next is not null);

            observer.OnProgress(new ReadingProgress(Interlocked.Increment(ref _done), _total, names.Count, $"{region}: {name}"));
        }
    }

    private void Add(string record, string region, UsageCollector calls)
    {
        try
        {
            calls.AddRecord(Encoding.UTF8.GetBytes(record));
        }
        catch (JsonException e)
        {
            _unread.Add("record", e, e.Message, region, list => UsageErrors.HistoryRecordsDamaged.About(
                list.Parts.Distinct().ToArray(), list.Cause, ("count", list.Count), ("list", string.Join(", ", list.Parts.Distinct()))));
        }
    }

    private void ReportFailures(Dictionary<string, AwsCallException> failures)
    {
        foreach (var alike in failures.OrderBy(failure => failure.Key, StringComparer.Ordinal)
            .GroupBy(failure =>
                failure.Value.Kind == AwsErrorKind.ExpiredToken ? "expired" : $"{failure.Value.Kind} {failure.Value.ErrorCode}"))
        {
            var first = alike.Select(failure => failure.Value).FirstOrDefault(e => e.Operation is not null) ?? alike.First().Value;
            _unread.Report(AwsProblems.DescribeIn(first, "read the event history", [.. alike.Select(failure => failure.Key)]));
        }
    }

    private static string Plan(int functions, int regions) => FormattableString.Invariant(
        $"event history of {functions} functions in {regions} regions: at least {Math.Ceiling(Estimate(functions).TotalSeconds)} s");

    private static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    private static string NameOf(string functionArn) => Arn.TryParse(functionArn, out var arn) ? arn.Resource.Split(':')[^1] : functionArn;
}
