using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>Reads usage with one Athena query over a table of CloudTrail records, for trails that are too large to download.</summary>
/// <param name="athena">Athena in the region of the table.</param>
/// <param name="scope">What to look for. Without a start, the last 90 days are read.</param>
/// <param name="observer">Receives problems and progress.</param>
public sealed class AthenaReader(IAthenaApi athena, UsageScope scope, IReadingObserver observer)
{
    /// <summary>The number of rows that are read. More would be calls on millions of different resources.</summary>
    private const int MostRows = 2_000_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly UnreadParts _unread = new(observer);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The id of the query; null before it was started.</summary>
    public string? QueryId { get; private set; }

    /// <summary>The data that Athena scanned, which is what the query costs, in bytes.</summary>
    public long BytesScanned { get; private set; }

    /// <summary>Runs the query.</summary>
    /// <param name="source">The table.</param>
    /// <param name="accountId">The account whose records are read: 12 digits.</param>
    /// <param name="regions">The regions whose records are read.</param>
    /// <param name="cancellationToken">Stops the query, and cancels the operation at once.</param>
    /// <exception cref="ProblemException">A name is not valid, the table lacks columns, or the query failed.</exception>
    public async Task<UsageEvidence> ReadAsync(
        AthenaSource source, string accountId, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        AthenaTable.RequireName(source.Database, "database");
        AthenaTable.RequireName(source.Table, "table");
        var now = Clock.GetUtcNow();
        var to = scope.To is { } end && end < now ? end : now;
        var from = scope.From ?? to - TrailBucketReader.DefaultPeriod;
        var calls = new UsageCollector(scope);
        var rows = new AthenaRows(calls);
        try
        {
            var columns = await athena.GetColumnsAsync(source.Database, source.Table, cancellationToken).ConfigureAwait(false);
            var shape = AthenaShape.Of($"{source.Database}.{source.Table}", columns);
            if (!shape.HasFunctions)
                _unread.Report(UsageErrors.AthenaTableWithoutFunctions.About(source.Table, ("table", source.Table)));
            var sql = AthenaSql.Query(source, shape, scope, accountId, regions, from, to);
            QueryId = await athena.StartQueryAsync(
                new AthenaQuery(sql, source.Database, source.WorkGroup, source.OutputLocation), cancellationToken).ConfigureAwait(false);
            await WaitAsync(QueryId, cancellationToken).ConfigureAwait(false);
            await ReadRowsAsync(QueryId, rows, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(
                e, $"query table {source.Database}.{source.Table} with Athena", $"{source.Database}.{source.Table}"));
        }

        if (rows.DamagedRows > 0)
            _unread.Report(UsageErrors.AthenaRowsDamaged.About(QueryId, ("count", rows.DamagedRows), ("query", QueryId)));
        if (rows.CutRows > 0)
            _unread.Report(UsageErrors.AthenaResourcesCut.About(QueryId, ("count", rows.CutRows), ("most", AthenaSql.Resources)));
        return new UsageEvidence
        {
            Calls = calls,
            Source = UsageSource.Athena,
            From = from,
            To = to,
            Regions = [.. regions.Order(StringComparer.Ordinal)],
            RegionsWithoutRecords = [.. regions.Where(region => !rows.Regions.Contains(region)).Order(StringComparer.Ordinal)],
            DaysWithoutRecords = RecordGaps.Of(rows.Days, from, to, now),
            Unread = _unread.Texts,
        };
    }

    /// <summary>Waits until the query has ended. A query that nobody waits for is stopped.</summary>
    private async Task WaitAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            for (var wait = FirstWait; ; wait = wait * 1.5 < LongestWait ? wait * 1.5 : LongestWait)
            {
                var state = await athena.GetQueryAsync(query, cancellationToken).ConfigureAwait(false);
                BytesScanned = state.BytesScanned;
                observer.OnProgress(new ReadingProgress(0, 0, 0, FormattableString.Invariant(
                    $"Athena query {query}: {state.State.ToLowerInvariant()}, {state.BytesScanned / 1e9:0.0} GB scanned")));
                if (state.State == "SUCCEEDED") return;
                if (state.State is not ("QUEUED" or "RUNNING"))
                {
                    throw new ProblemException(UsageErrors.AthenaQueryFailed.About(
                        query, ("query", query), ("state", state.State), ("reason", state.Reason ?? "Athena gives no reason.")));
                }

                await Task.Delay(wait, Clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or AwsCallException)
        {
            await StopAsync(query).ConfigureAwait(false);
            throw;
        }
    }

    private async Task StopAsync(string query)
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await athena.StopQueryAsync(query, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AwsCallException or OperationCanceledException)
        {
            observer.OnWarning($"Athena query {query} could not be stopped and may still run: {e.Message}");
        }
    }

    private async Task ReadRowsAsync(string query, AthenaRows rows, CancellationToken cancellationToken)
    {
        var tokens = new PageTokens("GetQueryResults");
        string? next = null;
        long count = 0;
        do
        {
            var page = await athena.GetResultsAsync(query, next, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Rows) rows.Add(row);
            count += page.Rows.Count;
            observer.OnProgress(new ReadingProgress(count, 0, 0, $"results of Athena query {query}"));
            next = tokens.Next(page.NextToken);
        }
        while (next is not null && count < MostRows);

        if (next is not null)
            _unread.Report(UsageErrors.AthenaRowsUnread.About(query, ("count", count), ("query", query)));
    }
}
