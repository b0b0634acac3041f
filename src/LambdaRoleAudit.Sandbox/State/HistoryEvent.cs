using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A management event in CloudTrail's event history.</summary>
public sealed class HistoryEvent
{
    private HistoryEvent(string record, DateTimeOffset time, string id) => (Record, EventTime, EventId) = (record, time, id);

    /// <summary>The complete record, which LookupEvents returns as a string.</summary>
    public string Record { get; }

    public DateTimeOffset EventTime { get; }

    public string EventId { get; }

    public string EventName { get; private init; } = "";

    public string EventSource { get; private init; } = "";

    public bool IsReadOnly { get; private init; }

    /// <summary>The user's name, or the name of the role's session; null if the record has neither.</summary>
    public string? Username { get; private init; }

    public string? AccessKeyId { get; private init; }

    /// <summary>The type and name of each resource.</summary>
    public IReadOnlyList<(string? Type, string Name)> Resources { get; private init; } = [];

    /// <summary>Reads a record; null if it is not a management event.</summary>
    public static HistoryEvent? Read(string record)
    {
        using var json = JsonDocument.Parse(record);
        var root = json.RootElement;
        if (root.TryGetProperty("managementEvent", out var management) && management.ValueKind == JsonValueKind.False) return null;
        var identity = root.GetProperty("userIdentity");
        return new HistoryEvent(
            record, root.GetProperty("eventTime").GetDateTimeOffset(), root.GetProperty("eventID").GetString()!)
        {
            EventName = root.GetProperty("eventName").GetString()!,
            EventSource = root.GetProperty("eventSource").GetString()!,
            IsReadOnly = root.TryGetProperty("readOnly", out var readOnly) && readOnly.ValueKind == JsonValueKind.True,
            Username = NameOf(identity),
            AccessKeyId = Text(identity, "accessKeyId"),
            Resources = root.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array
                ? [.. resources.EnumerateArray().Select(item => (Text(item, "type"), Text(item, "ARN") ?? Text(item, "arn") ?? ""))]
                : [],
        };
    }

    /// <summary>Returns the values that a lookup attribute is compared with (CloudTrail API reference, LookupAttribute).</summary>
    public IEnumerable<string> Values(string attribute) => attribute switch
    {
        "EventId" => [EventId],
        "EventName" => [EventName],
        "ReadOnly" => [IsReadOnly ? "true" : "false"],
        "Username" => Username is null ? [] : [Username],
        "EventSource" => [EventSource],
        "AccessKeyId" => AccessKeyId is null ? [] : [AccessKeyId],
        "ResourceType" => Resources.Where(resource => resource.Type is not null).Select(resource => resource.Type!),
        _ => Resources.Select(resource => resource.Name),
    };

    /// <summary>Returns the event as LookupEvents writes it.</summary>
    public JsonObject Describe()
    {
        var e = new JsonObject
        {
            ["EventId"] = EventId, ["EventName"] = EventName, ["ReadOnly"] = IsReadOnly ? "true" : "false",
        };
        if (AccessKeyId is not null) e["AccessKeyId"] = AccessKeyId;
        e["EventTime"] = EventTime.ToUnixTimeSeconds();
        e["EventSource"] = EventSource;
        if (Username is not null) e["Username"] = Username;
        e["Resources"] = new JsonArray(
            [.. Resources.Select(resource => new JsonObject { ["ResourceType"] = resource.Type, ["ResourceName"] = resource.Name })]);
        e["CloudTrailEvent"] = Record;
        return e;
    }

    /// <summary>Returns the time from which the event can be found: its time and a delay between two bounds, always the same.</summary>
    public DateTimeOffset ReadableAt(TimeSpan shortest, TimeSpan longest) => ReadableAt(EventId, EventTime, shortest, longest);

    /// <inheritdoc cref="ReadableAt(TimeSpan, TimeSpan)"/>
    internal static DateTimeOffset ReadableAt(string eventId, DateTimeOffset time, TimeSpan shortest, TimeSpan longest)
    {
        if (longest <= TimeSpan.Zero) return time;
        var share = SHA256.HashData(Encoding.UTF8.GetBytes(eventId))[0] / 255.0;
        return time + shortest + ((longest - shortest) * share);
    }

    private static string? NameOf(JsonElement identity)
    {
        if (Text(identity, "userName") is { } name) return name;
        var arn = Text(identity, "arn");
        return arn is not null && arn.Contains(":assumed-role/", StringComparison.Ordinal) ? arn[(arn.LastIndexOf('/') + 1)..] : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
