using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// The days of records. They show the days without any record, on which the trail may have been off. The day is found by the name of the
/// property, without parsing the record.
/// </summary>
internal sealed class RecordDays
{
    private readonly HashSet<DateOnly> _days = [];
    private readonly byte[] _last = new byte[10];

    public IReadOnlySet<DateOnly> All => _days;

    public void Note(ReadOnlySpan<byte> record)
    {
        var name = record.IndexOf("eventTime"u8);
        if (name < 0) return;
        // The name and the time are apart by quotes, a colon and white space, which can be escaped in the output of lookup-events.
        var rest = record[(name + 9)..];
        var year = rest.IndexOf((byte)'-') - 4;
        if (year < 0 || rest.Length < year + _last.Length) return;
        var day = rest.Slice(year, _last.Length);
        if (day.SequenceEqual(_last)) return;
        day.CopyTo(_last);
        if (DateOnly.TryParseExact(
            Encoding.ASCII.GetString(day), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) _days.Add(date);
    }

    public void Add(RecordDays other) => _days.UnionWith(other._days);
}
