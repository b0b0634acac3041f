using System.Text.Json;

namespace LambdaRoleAudit.Usage;

/// <summary>The form of a file that may contain CloudTrail records, as far as its beginning tells.</summary>
/// <param name="Kind">The kind of content.</param>
/// <param name="RecordDepth">The number of brackets around each record.</param>
internal readonly record struct TrailShape(TrailContentKind Kind, int RecordDepth)
{
    private static readonly TrailShape Other = new(TrailContentKind.Other, 0);

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="start">The first bytes, without a byte order mark.</param>
    /// <param name="isWhole">True if these are all bytes of the file.</param>
    /// <returns>The form; null if more bytes are needed.</returns>
    public static TrailShape? Of(ReadOnlySpan<byte> start, bool isWhole)
    {
        var text = start.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return isWhole ? new(TrailContentKind.Empty, 0) : null;
        if (text[0] is not ((byte)'{' or (byte)'[')) return Other;
        // Only the first object is read, and other objects can follow it. The reader must therefore not expect the end.
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new() { MaxDepth = 1024 }));
        try
        {
            if (OfFirstObject(ref reader, text[0] == '[' ? 1 : 0) is { } shape) return shape;
        }
        catch (JsonException)
        {
            // The splitter reports where the damage is, if there were records before it.
            return Other;
        }

        return isWhole ? Other : null;
    }

    /// <summary>Reads the names at the top of the first object. Returns null if the text ends before one of them is known.</summary>
    private static TrailShape? OfFirstObject(ref Utf8JsonReader reader, int lists)
    {
        for (var i = 0; i <= lists; i++)
        {
            if (!reader.Read()) return null;
            if (reader.TokenType == JsonTokenType.EndArray) return new(TrailContentKind.Empty, 0);
        }

        if (reader.TokenType != JsonTokenType.StartObject) return Other;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject) return Other;
            var candidate = Named(ref reader);
            if (candidate is { RecordDepth: 0 } only) return only with { RecordDepth = lists };
            if (!reader.Read()) return null;
            if (candidate is { } container && reader.TokenType == JsonTokenType.StartArray)
                return container with { RecordDepth = container.RecordDepth + lists };
            if (!reader.TrySkip()) return null;
        }

        return null;
    }

    /// <summary>The names at the top of CloudTrail's files (AWS CloudTrail user guide, "CloudTrail record contents", "CloudTrail digest
    /// file structure"), of the responses of LookupEvents, GetEventSelectors and DescribeTrails, and of lists of functions and
    /// roles.</summary>
    private static TrailShape? Named(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Records"u8) || reader.ValueTextEquals("Events"u8) ? new(TrailContentKind.Records, 2)
        : reader.ValueTextEquals("eventVersion"u8) || reader.ValueTextEquals("userIdentity"u8) || reader.ValueTextEquals("eventTime"u8)
            || reader.ValueTextEquals("eventSource"u8) || reader.ValueTextEquals("eventName"u8) || reader.ValueTextEquals("eventID"u8)
            || reader.ValueTextEquals("CloudTrailEvent"u8) || reader.ValueTextEquals("EventId"u8)
            ? new(TrailContentKind.Records, 0)
        : reader.ValueTextEquals("digestStartTime"u8) || reader.ValueTextEquals("digestEndTime"u8)
            || reader.ValueTextEquals("digestS3Bucket"u8) ? new(TrailContentKind.Digest, 0)
        : reader.ValueTextEquals("EventSelectors"u8) || reader.ValueTextEquals("AdvancedEventSelectors"u8)
            ? new(TrailContentKind.Selectors, 0)
        : reader.ValueTextEquals("trailList"u8) || reader.ValueTextEquals("Trail"u8) ? new(TrailContentKind.Trail, 0)
        : reader.ValueTextEquals("Functions"u8) || reader.ValueTextEquals("RoleDetailList"u8)
            || reader.ValueTextEquals("EventSourceMappings"u8) || reader.ValueTextEquals("FunctionName"u8)
            || reader.ValueTextEquals("FunctionArn"u8) ? new(TrailContentKind.Account, 0)
        : null;
}
