using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads the rows of the query's results. A row of calls becomes a record again, so that the same code reads it as a record of a file.
/// </summary>
internal sealed class AthenaRows(UsageCollector calls)
{
    private readonly TrailRecordReader _reader = new();
    private Dictionary<string, int>? _columns;

    /// <summary>The days with records.</summary>
    public HashSet<DateOnly> Days { get; } = [];

    /// <summary>The regions with records.</summary>
    public HashSet<string> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of rows of calls whose records have more resources than the query reads.</summary>
    public int CutRows { get; private set; }

    /// <summary>The number of rows that are not valid.</summary>
    public int DamagedRows { get; private set; }

    /// <summary>Reads a row. The first has the names of the columns.</summary>
    public void Add(IReadOnlyList<string?> row)
    {
        if (_columns is null)
        {
            _columns = row.Select((name, index) => (Name: name ?? "", Index: index)).ToDictionary(one => one.Name, one => one.Index);
            return;
        }

        try
        {
            Read(row);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or OverflowException)
        {
            DamagedRows++;
        }
    }

    private void Read(IReadOnlyList<string?> row)
    {
        if (Value(row, "recordday") is { } day)
        {
            Days.Add(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        else if (Value(row, "recordregion") is { } region)
        {
            Regions.Add(region);
        }
        else if (Value(row, "source") is not null)
        {
            if (Value(row, "resourcecount") is { } count && int.Parse(count, CultureInfo.InvariantCulture) > AthenaSql.Resources) CutRows++;
            if (_reader.Read(Record(row).Span) is not { } call) return;
            calls.Add(call with
            {
                Count = long.Parse(Value(row, "calls") ?? "", CultureInfo.InvariantCulture),
                FirstSeen = Time(row, "firstseen"),
                LastSeen = Time(row, "lastseen"),
                EventIds = Value(row, "eventids")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            });
        }
    }

    private ReadOnlyMemory<byte> Record(IReadOnlyList<string?> row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("userIdentity");
            json.WriteString("type", "AssumedRole");
            json.WriteString("arn", Value(row, "sessionarn"));
            json.WriteStartObject("sessionContext");
            json.WriteStartObject("sessionIssuer");
            json.WriteString("arn", Value(row, "issuerarn"));
            json.WriteEndObject();
            json.WriteEndObject();
            if (Value(row, "functionarn") is { } function)
            {
                json.WriteStartObject("inScopeOf");
                json.WriteString("issuerType", Value(row, "issuertype"));
                json.WriteString("credentialsIssuedTo", function);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteString("eventTime", Value(row, "firstseen"));
            json.WriteString("eventSource", Value(row, "source"));
            json.WriteString("eventName", Value(row, "name"));
            json.WriteString("awsRegion", Value(row, "callregion"));
            if (Value(row, "error") is { Length: > 0 } error) json.WriteString("errorCode", error);
            if (Value(row, "recipient") is { } recipient) json.WriteString("recipientAccountId", recipient);
            json.WriteStartArray("resources");
            Elements(json, row, "arns", "ARN");
            Elements(json, row, "prefixes", "ARNPrefix");
            json.WriteEndArray();
            if (Value(row, "parameters") is { } parameters)
            {
                json.WritePropertyName("requestParameters");
                json.WriteRawValue(parameters);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void Elements(Utf8JsonWriter json, IReadOnlyList<string?> row, string column, string name)
    {
        foreach (var arn in (Value(row, column) ?? "").Split(AthenaSql.Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStartObject();
            json.WriteString(name, arn);
            json.WriteEndObject();
        }
    }

    private string? Value(IReadOnlyList<string?> row, string column) =>
        _columns![column] is var index && index < row.Count ? row[index] : throw new FormatException("The row is too short.");

    private DateTimeOffset Time(IReadOnlyList<string?> row, string column) => DateTimeOffset.Parse(
        Value(row, column) ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
