using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads pages of ListEventSourceMappings from the API and the AWS CLI.</summary>
public static class EventSourceMappingReader
{
    /// <summary>Adds the page's mappings. Returns the marker of the next page, or null.</summary>
    /// <exception cref="JsonException">The JSON is not such a page.</exception>
    public static string? Read(Stream body, List<EventSourceMapping> mappings)
    {
        using var json = AnswerJson.Parse(body);
        return Read(json.RootElement, mappings);
    }

    /// <inheritdoc cref="Read(Stream, List{EventSourceMapping})"/>
    public static string? Read(JsonElement root, List<EventSourceMapping> mappings)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryFind("EventSourceMappings", out var page)
            || page.ValueKind != JsonValueKind.Array)
            throw new JsonException("The response has no event source mappings.");
        // Read completely before any mapping is added, so that a retried page does not add mappings twice.
        List<EventSourceMapping> read = [.. page.EnumerateArray().Select(ReadOne)];
        mappings.AddRange(read);
        return root.AnswerText("NextMarker") is { Length: > 0 } next ? next : null;
    }

    /// <summary>Reads one mapping.</summary>
    /// <exception cref="JsonException">The JSON is not a mapping.</exception>
    public static EventSourceMapping ReadOne(JsonElement mapping) => new()
    {
        Uuid = mapping.AnswerText("UUID") ?? throw new JsonException("An event source mapping has no UUID."),
        FunctionArn = mapping.AnswerText("FunctionArn"),
        EventSourceArn = mapping.AnswerText("EventSourceArn"),
        State = mapping.AnswerText("State"),
        StateTransitionReason = mapping.AnswerText("StateTransitionReason"),
        LastProcessingResult = mapping.AnswerText("LastProcessingResult"),
        OnFailureArn = mapping.AnswerObject("DestinationConfig")?.AnswerObject("OnFailure")?.AnswerText("Destination"),
        SourceAccess = [
            .. mapping.AnswerItems("SourceAccessConfigurations")
                .Select(one => (one.AnswerText("Type") ?? "", one.AnswerText("URI") ?? ""))],
    };
}
