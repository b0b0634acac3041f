using System.Text.Json;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Reports;

/// <summary>Reads a duration as System.Text.Json writes it, or as ConvertTo-Json does: as an object with its properties.</summary>
internal sealed class StoredDuration : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            using var properties = JsonDocument.ParseValue(ref reader);
            if (properties.RootElement.TryGetProperty(nameof(TimeSpan.Ticks), out var ticks) && ticks.TryGetInt64(out var number))
                return new TimeSpan(number);
        }
        else if (reader.TokenType == JsonTokenType.String
            && TimeSpan.TryParse(reader.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var duration))
            return duration;

        throw new JsonException("The value is not a duration.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("c", System.Globalization.CultureInfo.InvariantCulture));
}
