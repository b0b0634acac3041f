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
