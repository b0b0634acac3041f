using System.Text.Json;
using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads CloudTrail records from a stream, compressed or not, in every form in which people have them: the files that CloudTrail delivers
/// (<c>{"Records":[…]}</c>), a list, one object a line, or the output of <c>aws cloudtrail lookup-events</c>, which has records as strings.
/// </summary>
public static class TrailStream
{
    /// <summary>A file whose beginning does not show its form within this number of bytes has another form.</summary>
    private const int LongestStart = 1 << 20;

    /// <summary>How many records are read between two looks at the cancellation token.</summary>
    private const int RecordsAtOnce = 256;

    /// <summary>Reads the records into a collector.</summary>
    /// <param name="stream">The file's content.</param>
    /// <param name="collector">Receives the records of interest.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="InvalidDataException">The content is damaged. The records before the damage were collected.</exception>
    /// <exception cref="IOException">The stream cannot be read. The records before that place were collected.</exception>
    public static TrailContent Read(Stream stream, UsageCollector collector, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(collector);
        using var text = FunctionFileReader.Decode(stream);
        using var splitter = new RecordSplitter(text);
        var shape = ShapeOf(splitter);
        if (shape.Kind != TrailContentKind.Records) return new TrailContent(shape.Kind);
        splitter.RecordDepth = shape.RecordDepth;
        var damaged = 0;
        var hasOnlyInsights = false;
        for (var number = 0; splitter.TryRead(out var record); number++)
        {
            if (number % RecordsAtOnce == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            // CloudTrail writes insight events in files of their own, but other programs may put them before records.
            if (number == 0) hasOnlyInsights = TrailRecord.IsInsight(record);
            else if (hasOnlyInsights) hasOnlyInsights = TrailRecord.IsInsight(record);
            if (hasOnlyInsights) continue;

            collector.NoteDay(record.Span);
            if (number > 0 && !collector.Filter.MayMatter(record.Span)) continue;
            try
            {
                collector.AddRecord(record);
            }
            catch (JsonException)
            {
                damaged++;
            }
        }

        return new TrailContent(hasOnlyInsights ? TrailContentKind.Insight : TrailContentKind.Records, damaged);
    }

    private static TrailShape ShapeOf(RecordSplitter splitter)
    {
        for (var size = 1 << 16; ; size *= 2)
        {
            var start = splitter.Peek(size);
            if (TrailShape.Of(start, start.Length < size || size >= LongestStart) is { } shape) return shape;
        }
    }
}
