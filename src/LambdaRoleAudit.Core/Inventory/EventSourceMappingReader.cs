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
        if (root.ValueKind != JsonValueKind.Object || !root.TryFind("EventSourceMappings", out var page) || page.ValueKind != JsonValueKind.Array)
            throw new JsonException("The answer holds no event source mappings.");
        // Read whole before any is added: a retried page must not come twice.
        List<EventSourceMapping> read = [.. page.EnumerateArray().Select(ReadOne)];
        mappings.AddRange(read);
        return root.Text("NextMarker");
    }

    /// <summary>One mapping.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EventSourceMapping ReadOne(JsonElement mapping) => new()
    {
        Uuid = mapping.Text("UUID") ?? throw new JsonException("An event source mapping has no UUID."),
        FunctionArn = mapping.Text("FunctionArn"),
        EventSourceArn = mapping.Text("EventSourceArn"),
        State = mapping.Text("State"),
        StateTransitionReason = mapping.Text("StateTransitionReason"),
        LastProcessingResult = mapping.Text("LastProcessingResult"),
        OnFailureArn = mapping.Object("DestinationConfig")?.Object("OnFailure")?.Text("Destination"),
        SourceAccess = [.. mapping.Items("SourceAccessConfigurations").Select(one => (one.Text("Type") ?? "", one.Text("URI") ?? ""))],
    };
}
