using System.Diagnostics;
using System.Management.Automation;
using LambdaRoleAudit.Inventory;

namespace LambdaRoleAudit.Output;

/// <summary>
/// Says how far it is, to a person: nothing in the first second, then a few times a second at most.
/// </summary>
internal sealed class ProgressMeter(Action<ProgressRecord> write, string activity, string unit)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;
    private bool _isShown;

    /// <summary>Takes a step of a reading in; shows it if it is time.</summary>
    public void Show(InventoryProgress progress) =>
        Show(progress.Done, progress.Total, progress.Current, () => FormattableString.Invariant($"{progress.Functions:N0} functions; {Place(progress.Done, progress.Total)}"));

    /// <summary>Takes in how much is done; shows it if it is time.</summary>
    public void Show(long done, long total, string current) => Show(done, total, current, () => Place(done, total));

    private void Show(long done, long total, string? current, Func<string> text)
    {
        var now = _clock.Elapsed;
        if (now < Silence || now - _shown < Interval) return;
        _shown = now;
        _isShown = true;
        var percent = total > 0 ? (int)Math.Clamp(done * 100 / total, 0, 100) : -1;
        write(new ProgressRecord(0, activity, text())
        {
            PercentComplete = percent,
            CurrentOperation = current,
            SecondsRemaining = percent is > 0 and < 100 ? (int)(now.TotalSeconds * (100 - percent) / percent) : -1,
        });
    }

    /// <summary>Takes the bar away, if there was one.</summary>
    public void Complete()
    {
        if (_isShown) write(new ProgressRecord(0, activity, "done") { RecordType = ProgressRecordType.Completed });
    }

    private string Place(long done, long total) => unit == "bytes"
        ? FormattableString.Invariant($"{done / 1_000_000:N0} of {total / 1_000_000:N0} MB")
        : FormattableString.Invariant($"{done:N0} of {total:N0} {unit}");
}
