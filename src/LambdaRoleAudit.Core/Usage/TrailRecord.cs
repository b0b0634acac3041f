using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Usage;

/// <summary>JSON that has CloudTrail records in it, beside a record itself.</summary>
internal static class TrailRecord
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = TrailRecordReader.Deepest };

    /// <summary>Returns true if a record, or a page of records, has insight events.</summary>
    public static bool IsInsight(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.Text("eventCategory") == "Insight"
                || document.RootElement.Text("eventType") == "AwsCloudTrailInsight";
        }
        catch (JsonException)
        {
            // The reader of the records reports it.
            return false;
        }
    }

    /// <summary>
    /// Returns the records that an object contains: the record in an event of LookupEvents, which is a string; or the elements of a page.
    /// </summary>
    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    public static IReadOnlyList<byte[]> In(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Options);
        var records = new List<byte[]>();
        AddFrom(document.RootElement, records);
        return records;
    }

    private static void AddFrom(JsonElement json, List<byte[]> records)
    {
        if (json.ValueKind != JsonValueKind.Object) return;
        if (json.Text("CloudTrailEvent") is { } text)
        {
            records.Add(Encoding.UTF8.GetBytes(text));
        }
        else if (json.TryFind("detail", out var detail))
        {
            // As Amazon EventBridge passes it on.
            AddFrom(detail, records);
        }
        else if ((json.TryFind("Records", out var list) || json.TryFind("Events", out list)) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray()) AddFrom(item, records);
        }
        else if (json.TryFind("userIdentity", out _))
        {
            records.Add(Encoding.UTF8.GetBytes(json.GetRawText()));
        }
    }
}
