using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>How policies of templates are written as JSON while they are worked on: quotes and symbols stay as they are.</summary>
internal static class PolicyJson
{
    internal static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Returns a document as this writes it. A symbol is compared as it is written, and readers can escape its characters differently.
    /// </summary>
    public static string Rewritten(string document) => JsonNode.Parse(document) is { } node ? Of(node) : document;

    /// <summary>Returns a value as JSON. The encoder escapes the characters of symbols, which are for private use.</summary>
    public static string Of(JsonNode node) => Symbol.Unescape(node.ToJsonString(Options));

    /// <summary>Returns a text in double quotes.</summary>
    public static string Quoted(string text) => Symbol.Unescape(JsonSerializer.Serialize(text, Options));

    /// <summary>
    /// True if a key appears twice in a text of JSON, or half of a character: such a text has no one meaning, and JsonNode throws when it
    /// gets there.
    /// </summary>
    public static bool IsAmbiguous(string json)
    {
        try
        {
            Visit(JsonNode.Parse(json));
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return true;
        }
    }

    private static void Visit(JsonNode? node)
    {
        if (node is JsonObject pairs) foreach (var pair in pairs) Visit(pair.Value);
        else if (node is JsonArray items) foreach (var item in items) Visit(item);
        else if (node?.GetValueKind() == JsonValueKind.String) _ = node.GetValue<string>();
    }

    /// <summary>Returns the statements of a policy; null if it is not a policy, such as a value that is known at deployment only.</summary>
    public static IReadOnlyList<JsonObject>? Statements(string document)
    {
        try
        {
            return (JsonNode.Parse(document) as JsonObject)?["Statement"] switch
            {
                JsonArray list => [.. list.OfType<JsonObject>()],
                JsonObject one => [one],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
