using System.Text.Json;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Model;

/// <summary>
/// Reads a time as JSON writes it, or as Clixml leaves it: Clixml turns a DateTimeOffset into an object with its properties.
/// </summary>
internal sealed class StoredTime : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return reader.GetDateTimeOffset();
        using var properties = JsonDocument.ParseValue(ref reader);
        return Of(properties.RootElement) ?? throw new JsonException("The object is not a time.");
    }

    /// <summary>Returns a time as JSON writes it, or as Clixml leaves it; null if a value is neither.</summary>
    public static DateTimeOffset? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.TryGetDateTimeOffset(out var time) ? time : null,
        JsonValueKind.Object => json.TryGetProperty(nameof(DateTimeOffset.UtcTicks), out var ticks) && ticks.TryGetInt64(out var number)
            && number >= DateTimeOffset.MinValue.UtcTicks && number <= DateTimeOffset.MaxValue.UtcTicks
                ? new DateTimeOffset(number, TimeSpan.Zero)
                : null,
        _ => null,
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
