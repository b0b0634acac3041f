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
        var rest = record[(name + 9)..];
        var digit = rest.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit < 0 || rest.Length < digit + _last.Length) return;
        var day = rest.Slice(digit, _last.Length);
        if (day.SequenceEqual(_last)) return;
        day.CopyTo(_last);
        if (DateOnly.TryParseExact(
            Encoding.ASCII.GetString(day), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) _days.Add(date);
    }

    public void Add(RecordDays other) => _days.UnionWith(other._days);
}
