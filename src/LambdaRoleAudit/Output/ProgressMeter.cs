using System.Diagnostics;
using System.Management.Automation;
using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Output;

/// <summary>
/// Shows progress to the user: nothing in the first second, then at most a few times per second. Only the pipeline thread shows it.
/// </summary>
internal sealed class ProgressMeter(Action<ProgressRecord> write, string activity, string unit)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _due = Silence.Ticks;
    private bool _isShown;

    /// <summary>
    /// Records the progress of a read operation, on any thread, and posts it to be shown if it is time. This is decided before posting,
    /// because otherwise the pipeline thread would wake for each of thousands of pages to show a few.
    /// </summary>
    public void Post(Action<Action> post, ReadingProgress progress)
    {
        if (IsDue()) post(() => Show(progress));
    }

    /// <summary>Records how much is done, and shows it if it is time.</summary>
    public void Show(long done, long total, string current)
    {
        if (IsDue()) Write(done, total, current, Place(done, total));
    }

    private void Show(ReadingProgress progress) =>
        Write(
            progress.Done, progress.Total, progress.Current,
            progress.Functions == 0
                ? Place(progress.Done, progress.Total)
                : FormattableString.Invariant($"{progress.Functions:N0} functions; {Place(progress.Done, progress.Total)}"));

    private bool IsDue()
    {
        var due = Volatile.Read(ref _due);
        var now = _clock.Elapsed.Ticks;
        return now >= due && Interlocked.CompareExchange(ref _due, now + Interval.Ticks, due) == due;
    }

    private void Write(long done, long total, string? current, string text)
    {
        _isShown = true;
        var percent = total > 0 ? (int)Math.Clamp(done * 100 / total, 0, 100) : -1;
        write(new ProgressRecord(0, activity, text)
        {
            PercentComplete = percent,
            CurrentOperation = current,
            SecondsRemaining = percent is > 0 and < 100 ? (int)(_clock.Elapsed.TotalSeconds * (100 - percent) / percent) : -1,
        });
    }

    /// <summary>Removes the progress bar, if there was one.</summary>
    public void Complete()
    {
        if (_isShown) write(new ProgressRecord(0, activity, "done") { RecordType = ProgressRecordType.Completed });
    }

    private string Place(long done, long total) => unit == "bytes"
        ? FormattableString.Invariant($"{done / 1_000_000:N0} of {total / 1_000_000:N0} MB")
        : FormattableString.Invariant($"{done:N0} of {total:N0} {unit}");
}
