using System.Diagnostics;
using System.Management.Automation;
using LambdaRoleAudit.Inventory;

namespace LambdaRoleAudit.Output;

/// <summary>
/// Says how far a reading is, to a person: nothing in the first second, then a few times a second at most.
/// </summary>
internal sealed class ProgressMeter(Action<ProgressRecord> write, string activity, string unit)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;
    private bool _isShown;

    /// <summary>Takes a step in; shows it if it is time.</summary>
    public void Show(InventoryProgress progress)
    {
        var now = _clock.Elapsed;
        if (now < Silence || now - _shown < Interval) return;
        _shown = now;
        _isShown = true;
        var percent = progress.Total > 0 ? (int)Math.Clamp(progress.Done * 100 / progress.Total, 0, 100) : -1;
        write(new ProgressRecord(0, activity, FormattableString.Invariant(
            $"{progress.Functions:N0} functions; {Place(progress)}"))
        {
            PercentComplete = percent,
            CurrentOperation = progress.Current,
            SecondsRemaining = percent is > 0 and < 100 ? (int)(now.TotalSeconds * (100 - percent) / percent) : -1,
        });
    }

    /// <summary>Takes the bar away, if there was one.</summary>
    public void Complete()
    {
        if (_isShown) write(new ProgressRecord(0, activity, "done") { RecordType = ProgressRecordType.Completed });
    }

    private string Place(InventoryProgress progress) => unit == "bytes"
        ? FormattableString.Invariant($"{progress.Done / 1_000_000:N0} of {progress.Total / 1_000_000:N0} MB")
        : FormattableString.Invariant($"{progress.Done:N0} of {progress.Total:N0} {unit}");
}
