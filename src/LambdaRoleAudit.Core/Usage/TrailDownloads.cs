using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Lists folders, downloads their files and reads their records, all at the same time. The bytes in memory are limited, so memory does not
/// grow with the log.
/// </summary>
internal sealed class TrailDownloads(ITrailStore store, string bucket, UsageScope scope, UnreadParts unread, IReadingObserver observer)
{
    /// <summary>The number of folders that are listed at one time.</summary>
    private const int Lists = 16;

    /// <summary>The number of files that are listed before they are downloaded.</summary>
    private const int FilesAhead = 10_000;

    /// <summary>
    /// After so many files in a row that could not be read, the others are not tried. A denied file says nothing about those of another
    /// folder, so denied files end the reading only if none was read.
    /// </summary>
    private const int MostFailures = 64;

    private readonly Channel<TrailFile> _files = Channel.CreateBounded<TrailFile>(FilesAhead);
    private readonly Channel<(TrailFile File, Stream Content)> _contents = Channel.CreateUnbounded<(TrailFile, Stream)>();
    private long _found;
    private long _tried;
    private int _failedInRow;
    private int _read;
    private AwsCallException? _end;
    private Exception? _fault;

    /// <summary>The number of files that are downloaded at one time.</summary>
    public int Downloads { get; init; } = 32;

    /// <summary>The number of bytes of files that are in memory at one time.</summary>
    public long MostBytes { get; init; } = 64 << 20;

    /// <summary>Decides by its key if a file is read.</summary>
    public required Predicate<string> IsWanted { get; init; }

    /// <summary>Reads the files of folders.</summary>
    public async Task<UsageCollector> ReadAsync(IReadOnlyList<TrailFolder> folders, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var budget = new ByteBudget(MostBytes);
        var collectors = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new UsageCollector(scope)).ToList();
        var listing = EndingAsync(ListAsync(folders, stop), stop, () => _files.Writer.TryComplete());
        var downloading = EndingAsync(
            Task.WhenAll(Enumerable.Range(0, Downloads).Select(_ => DownloadAsync(budget, stop))), stop,
            () => _contents.Writer.TryComplete());
        // On threads of their own: to decompress and to scan is work for a processor, and would keep downloads waiting.
        var scanning = collectors.Select(collector => EndingAsync(
            Task.Factory.StartNew(
                () => Scan(collector, budget, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            stop, () => { }));
        await Task.WhenAll([listing, downloading, .. scanning]).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_fault is not null) ExceptionDispatchInfo.Throw(_fault);
        if (_end is not null) ReportEnd(_end, folders);
        foreach (var collector in collectors.Skip(1)) collectors[0].Merge(collector);
        return collectors[0];
    }

    /// <summary>Returns the problem of folders that could not be listed.</summary>
    public static Problem FoldersUnread(string bucket, UnreadList list) => UsageErrors.TrailFoldersUnread.About(
        list.Parts, list.Cause, ("count", list.Count), ("bucket", bucket), ("reason", list.Reason), ("list", list.Named));

    private async Task ListAsync(IReadOnlyList<TrailFolder> folders, CancellationTokenSource stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Lists, CancellationToken = stop.Token };
        await Parallel.ForEachAsync(folders, options, async (folder, token) =>
        {
            try
            {
                await foreach (var found in store.ListAsync(bucket, folder.Prefix, token).ConfigureAwait(false))
                {
                    if (!IsWanted(found.Key)) continue;
                    folder.Open();
                    Interlocked.Increment(ref _found);
                    await _files.Writer.WriteAsync(new TrailFile(folder, found.Key, found.Size), token).ConfigureAwait(false);
                }
            }
            catch (AwsCallException e)
            {
                folder.IsUnread = true;
                if (EndsAll(e, stop)) return;
                unread.Add(e, folder.Prefix, list => FoldersUnread(bucket, list));
            }

            folder.Close();
        }).ConfigureAwait(false);
    }

    private async Task DownloadAsync(ByteBudget budget, CancellationTokenSource stop)
    {
        await foreach (var file in _files.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
        {
            await budget.AcquireAsync(file.Size, stop.Token).ConfigureAwait(false);
            try
            {
                var content = await store.DownloadAsync(bucket, file.Key, file.Size, stop.Token).ConfigureAwait(false);
                _contents.Writer.TryWrite((file, content));
            }
            catch (AwsCallException e)
            {
                budget.Release(file.Size);
                if (EndsAll(e, stop)) return;
                Failed(file, e, stop);
            }
        }
    }

    private void Scan(UsageCollector collector, ByteBudget budget, CancellationToken cancellationToken)
    {
        while (_contents.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
        {
            while (_contents.Reader.TryRead(out var next))
            {
                try
                {
                    using (next.Content) Scan(next.File, next.Content, collector, cancellationToken);
                }
                finally
                {
                    budget.Release(next.File.Size);
                }
            }
        }
    }

    private void Scan(TrailFile file, Stream content, UsageCollector collector, CancellationToken cancellationToken)
    {
        try
        {
            var found = TrailStream.Read(content, collector, cancellationToken);
            if (found.DamagedRecords > 0) Damaged("records", null, "records are not valid JSON");
            else if (found.Kind is TrailContentKind.Other or TrailContentKind.Empty && file.Size > 0)
                Damaged("other", null, "they have no CloudTrail records");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            Damaged("content", e, e.Message);
        }

        file.Folder.HasFiles = true;
        Interlocked.Increment(ref _read);
        Volatile.Write(ref _failedInRow, 0);
        Done(file);

        void Damaged(string cause, Exception? e, string reason) =>
            unread.Add(cause, e, reason, file.Key, list => UsageErrors.TrailFilesDamaged.About(
                list.Parts, list.Cause, ("count", list.Count), ("bucket", bucket), ("reason", list.Reason), ("list", list.Named)));
    }

    private void Failed(TrailFile file, AwsCallException e, CancellationTokenSource stop)
    {
        file.Folder.HasFailures = true;
        unread.Add(e, file.Key, list =>
            e.Kind == AwsErrorKind.NotFound ? UsageErrors.TrailFilesGone.About(
                list.Parts, list.Cause, ("count", list.Count), ("bucket", bucket), ("list", list.Named))
            : e.ErrorCode == "InvalidObjectState" ? UsageErrors.TrailFilesArchived.About(
                list.Parts, list.Cause, ("count", list.Count), ("bucket", bucket), ("list", list.Named))
            : UsageErrors.TrailFilesUnread.About(
                list.Parts, list.Cause, ("count", list.Count), ("bucket", bucket), ("reason", list.Reason), ("list", list.Named)));
        Done(file);
        if (Interlocked.Increment(ref _failedInRow) < MostFailures) return;
        if (e.Kind is AwsErrorKind.AccessDenied or AwsErrorKind.NotFound or AwsErrorKind.Other && Volatile.Read(ref _read) > 0) return;
        End(e, stop);
    }

    private void Done(TrailFile file)
    {
        file.Folder.Close();
        observer.OnProgress(new ReadingProgress(
            Interlocked.Increment(ref _tried), Interlocked.Read(ref _found), 0,
            FormattableString.Invariant($"{file.Folder.Region} {file.Folder.Day:yyyy-MM-dd}")));
    }

    /// <summary>Ends the reading if every other call would fail too.</summary>
    private bool EndsAll(AwsCallException e, CancellationTokenSource stop)
    {
        if (!AwsProblems.IsAboutCredentials(e.Kind)) return false;
        End(e, stop);
        return true;
    }

    private void End(AwsCallException e, CancellationTokenSource stop)
    {
        Interlocked.CompareExchange(ref _end, e, null);
        stop.Cancel();
    }

    private void ReportEnd(AwsCallException e, IReadOnlyList<TrailFolder> folders)
    {
        unread.Forget(e);
        // Failures for the cause that ended the reading are not reported file by file.
        var isOfFiles = !AwsProblems.IsAboutCredentials(e.Kind);
        var open = folders.Where(folder => !folder.IsDone || (isOfFiles && folder.HasFailures)).ToList();
        foreach (var folder in open) folder.IsUnread = true;
        var byDays = open.GroupBy(folder => folder.Region).GroupBy(region => RecordGaps.Text(region.Select(folder => folder.Day)))
            .Select(alike => $"{alike.Key} in {string.Join(", ", alike.Select(region => region.Key).Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal).ToArray();
        var problem = AwsProblems.Describe(e, "read the trail", bucket);
        unread.Report(UsageErrors.TrailReadStopped.About(
            byDays, e, ("bucket", bucket), ("reason", AwsProblems.Reason(e).TrimEnd('.') + "."),
            ("list", UnreadParts.Named(byDays, byDays.Length))) with
        { Kind = problem.Kind });
    }

    /// <summary>Ends everything if a part of the work fails, since the parts wait for one another.</summary>
    private async Task EndingAsync(Task work, CancellationTokenSource stop, Action end)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller tells why.
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _fault, e, null);
            await stop.CancelAsync().ConfigureAwait(false);
        }

        end();
    }

    /// <summary>A file to read.</summary>
    private readonly record struct TrailFile(TrailFolder Folder, string Key, long Size);
}
