using System.Collections.Concurrent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads CloudTrail records from files, several at once. Memory does not grow with the log: a file is a stream, and only what functions did
/// is kept.
/// </summary>
/// <param name="onUnread">Receives what could not be read, on any thread.</param>
/// <param name="onProgress">Receives the progress, in bytes of the files, on any thread.</param>
public sealed class TrailFileReader(Action<Problem> onUnread, Action<ReadingProgress> onProgress)
{
    private readonly ConcurrentBag<(string Path, string Reason)> _damaged = [];
    private readonly ConcurrentBag<(string Path, int Count)> _damagedRecords = [];
    private readonly ConcurrentBag<string> _unread = [];
    private long _done;
    private int _withRecords;

    /// <summary>Reads the records of all files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="scope">What is looked for.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public UsageEvidence Read(TrailFiles files, UsageScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var total = files.Records.Sum(InputFiles.LengthOf);
        var calls = new UsageCollector(scope);
        Parallel.ForEach(
            Partitioner.Create(files.Records, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new UsageCollector(scope),
            (path, _, own) =>
            {
                ReadOne(path, own, cancellationToken);
                onProgress(new ReadingProgress(
                    Interlocked.Add(ref _done, InputFiles.LengthOf(path)), total, 0, Path.GetFileName(path)));
                return own;
            },
            own =>
            {
                lock (calls) calls.Merge(own);
            });
        Report();
        if (_withRecords == 0 && _unread.IsEmpty) Note(TrailFileErrors.NoTrailRecords.About(null));
        else if (calls.Days.Count > 0 && !HasDayIn(calls)) Note(TrailFileErrors.NoRecordsInPeriod.About(null));
        return Evidence(files, calls);
    }

    private void ReadOne(string path, UsageCollector calls, CancellationToken cancellationToken)
    {
        try
        {
            using var file = InputFiles.Open(path);
            var content = TrailStream.Read(file, calls, cancellationToken);
            if (content.Kind == TrailContentKind.Records) Interlocked.Increment(ref _withRecords);
            else if (content.Kind is not (TrailContentKind.Digest or TrailContentKind.Insight))
                _damaged.Add((path, "The content is not CloudTrail records."));
            if (content.DamagedRecords > 0) _damagedRecords.Add((path, content.DamagedRecords));
        }
        catch (ProblemException e)
        {
            Note(e.Problem);
        }
        catch (InvalidDataException e)
        {
            _damaged.Add((path, e.Message));
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            Note(InputProblems.OfFile(path, e));
        }
    }

    /// <summary>Reports what is damaged: one error for each reason, with the files.</summary>
    private void Report()
    {
        foreach (var alike in _damaged.GroupBy(file => file.Reason, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var paths = alike.Select(file => file.Path).Order(StringComparer.Ordinal).ToList();
            Note(TrailFileErrors.TrailFilesDamaged.About(
                paths[0], ("count", Counted(paths.Count, "file")), ("reason", alike.Key), ("files", NameList.Few(paths))));
        }

        if (_damagedRecords.IsEmpty) return;
        var files = _damagedRecords.Select(file => file.Path).Order(StringComparer.Ordinal).ToList();
        Note(TrailFileErrors.TrailRecordsDamaged.About(
            files[0], ("count", Counted(_damagedRecords.Sum(file => file.Count), "record")), ("files", NameList.Few(files))));
    }

    private UsageEvidence Evidence(TrailFiles files, UsageCollector calls)
    {
        DateOnly? first = calls.Days.Count == 0 ? null : calls.Days.Min();
        DateOnly? last = calls.Days.Count == 0 ? null : calls.Days.Max();
        var from = calls.Scope.From ?? Midnight(first);
        var to = calls.Scope.To ?? Midnight(last == DateOnly.MaxValue ? last : last?.AddDays(1));
        return new UsageEvidence
        {
            Calls = calls,
            Source = UsageSource.Files,
            From = from,
            To = to,
            Regions = [.. calls.Regions],
            // The files of one region can be a part of what a trail of all regions wrote.
            CoversAllRegions = files.CoversAllRegions && calls.Regions.Count > 1,
            DaysWithoutRecords = from is { } start && to is { } end
                ? RecordGaps.Of(calls.Days, start, end, DateTimeOffset.UtcNow)
                : [],
            Selectors = files.Selectors,
            Unread = [.. _unread.Order(StringComparer.Ordinal)],
        };
    }

    private static bool HasDayIn(UsageCollector calls) => calls.Days.Any(day =>
        !(Midnight(day == DateOnly.MaxValue ? day : day.AddDays(1)) <= calls.Scope.From) && !(Midnight(day) >= calls.Scope.To));

    private void Note(Problem problem)
    {
        _unread.Add(problem.Message);
        onUnread(problem);
    }

    private static DateTimeOffset? Midnight(DateOnly? day) =>
        day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private static string Counted(int count, string what) => FormattableString.Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
