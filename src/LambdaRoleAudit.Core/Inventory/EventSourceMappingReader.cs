using System.Text.Json;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Inventory;

/// <summary>Reads pages of ListEventSourceMappings, of the API and of the AWS CLI.</summary>
public static class EventSourceMappingReader
{
    /// <summary>Adds the page's mappings; gives the next page's marker, or null.</summary>
    /// <exception cref="JsonException">It is no such page.</exception>
    public static string? Read(Stream body, List<EventSourceMapping> mappings)
    {
        using var json = JsonDocument.Parse(body);
        return Read(json.RootElement, mappings);
    }

    /// <inheritdoc cref="Read(Stream, List{EventSourceMapping})"/>
    public static string? Read(JsonElement root, List<EventSourceMapping> mappings)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("EventSourceMappings", out var page))
            throw new JsonException("The answer holds no event source mappings.");
        // Read whole before any is added: a retried page must not come twice.
        List<EventSourceMapping> read = [.. page.EnumerateArray().Select(mapping => new EventSourceMapping
        {
            Uuid = Text(mapping, "UUID") ?? throw new JsonException("An event source mapping has no UUID."),
            FunctionArn = Text(mapping, "FunctionArn"),
            EventSourceArn = Text(mapping, "EventSourceArn"),
            State = Text(mapping, "State"),
            StateTransitionReason = Text(mapping, "StateTransitionReason"),
            LastProcessingResult = Text(mapping, "LastProcessingResult"),
            OnFailureArn = mapping.TryGetProperty("DestinationConfig", out var destination) && destination.ValueKind == JsonValueKind.Object
                && destination.TryGetProperty("OnFailure", out var failure) && failure.ValueKind == JsonValueKind.Object ? Text(failure, "Destination") : null,
            SourceAccess = mapping.TryGetProperty("SourceAccessConfigurations", out var access) && access.ValueKind == JsonValueKind.Array
                ? [.. access.EnumerateArray().Select(one => (Text(one, "Type") ?? "", Text(one, "URI") ?? ""))]
                : [],
        })];
        mappings.AddRange(read);
        return Text(root, "NextMarker");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
