using System.Text.Json;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Reports;

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
        return properties.RootElement.TryGetProperty(nameof(DateTimeOffset.UtcTicks), out var ticks) && ticks.TryGetInt64(out var number)
            && number >= DateTimeOffset.MinValue.UtcTicks && number <= DateTimeOffset.MaxValue.UtcTicks
                ? new DateTimeOffset(number, TimeSpan.Zero)
                : throw new JsonException("The object is not a time.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
