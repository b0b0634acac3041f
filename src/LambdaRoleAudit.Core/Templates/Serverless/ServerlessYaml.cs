using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>Writes JSON as YAML's block style, and as JSON text for what stands in braces.</summary>
internal static partial class ServerlessYaml
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new() { Encoder = Compact.Encoder, WriteIndented = true };

    /// <summary>Words that are not text without quotes, in YAML 1.1 or 1.2.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "y", "n", "null",
    };

    /// <summary>Returns an entry as lines, without indentation.</summary>
    public static IEnumerable<string> Entry(string key, JsonNode? value)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            yield return $"{Scalar(key)}:";
            foreach (var line in Lines(value)) yield return $"  {line}";
        }
        else
        {
            yield return $"{Scalar(key)}: {Lines(value).Single()}";
        }
    }

    /// <summary>Returns a value as lines, without indentation.</summary>
    public static IEnumerable<string> Lines(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } mapping:
                return mapping.SelectMany(entry => Entry(entry.Key, entry.Value));
            case JsonArray { Count: > 0 } list:
                return list.SelectMany(item => Lines(item).Select((line, index) => (index == 0 ? "- " : "  ") + line));
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return [Scalar(text.ToString())];
            default:
                return [value?.ToJsonString() ?? "null"];
        }
    }

    /// <summary>Returns a value as JSON on one line.</summary>
    public static string Json(JsonNode? value) => value?.ToJsonString(Compact) ?? "null";

    /// <summary>Returns a value as JSON on several lines, as lines without indentation.</summary>
    public static IReadOnlyList<string> JsonLines(JsonNode? value) =>
        (value?.ToJsonString(Indented) ?? "null").ReplaceLineEndings("\n").Split('\n');

    /// <summary>Returns a text as YAML: plain if it is text without quotes, or else in quotes.</summary>
    public static string Scalar(string text)
    {
        if (Plain().IsMatch(text) && !Words.Contains(text)) return text;
        return text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
            ? JsonSerializer.Serialize(text)
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"\A[A-Za-z](?:[A-Za-z0-9_./@:*-]*[A-Za-z0-9_./@*-])?\z")]
    private static partial Regex Plain();
}
