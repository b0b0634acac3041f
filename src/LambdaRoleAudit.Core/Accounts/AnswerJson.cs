using System.Text.Json;
using System.Text.Unicode;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Takes JSON that a service answered with, and nothing that AWS does not write: a field of another kind is an error, not a
/// field that is absent. Nesting is bounded by the parser, at 64.
/// </summary>
public static class AnswerJson
{
    /// <summary>The document.</summary>
    /// <exception cref="JsonException">It is not JSON, not UTF-8, or names a property twice in one object.</exception>
    public static JsonDocument Parse(Stream body)
    {
        RequireUtf8(Bytes(body).Span);
        var json = JsonDocument.Parse(body);
        try
        {
            RequireDistinctNames(json.RootElement);
            return json;
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string? AnswerText(this JsonElement json, string name) => Field(json, name) is { } value ? Text(value, name) : null;

    /// <summary>An object; null where there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static JsonElement? AnswerObject(this JsonElement json, string name) => Field(json, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : throw Not(name, "an object");

    /// <summary>The items of a list; none where there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IEnumerable<JsonElement> AnswerItems(this JsonElement json, string name) => Field(json, name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Not(name, "a list");

    /// <summary>A whole number; 0 where there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static int AnswerNumber(this JsonElement json, string name) => Field(json, name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Not(name, "an integer");

    /// <summary>The text that a value is.</summary>
    /// <exception cref="JsonException">It is something else, or no text that UTF-16 can hold (half a surrogate pair).</exception>
    internal static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Not(name, "a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"{name} in the response is not valid text.", e);
        }
    }

    /// <exception cref="JsonException">The bytes are not UTF-8: decoded, they would be another text.</exception>
    internal static void RequireUtf8(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw new JsonException("The response is not UTF-8.");
    }

    /// <summary>Two readers of an object that names a property twice may take two different values.</summary>
    /// <exception cref="JsonException">An object in it does.</exception>
    internal static void RequireDistinctNames(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray()) RequireDistinctNames(item);
            return;
        }

        if (json.ValueKind != JsonValueKind.Object) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!names.Add(NameOf(property))) throw new JsonException($"The response names {NameOf(property)} twice.");
            RequireDistinctNames(property.Value);
        }
    }

    /// <summary>What is in a stream, from its start: without a copy where it is in memory.</summary>
    public static ReadOnlyMemory<byte> Bytes(Stream body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body is MemoryStream memory)
            return memory.TryGetBuffer(out var whole) ? whole : memory.ToArray();
        throw new ArgumentException("An answer is read whole before it is parsed.", nameof(body));
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A property's name in the response is not valid text.", e);
        }
    }

    /// <summary>A field that is there; AWS writes some that are not set as null.</summary>
    private static JsonElement? Field(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException($"The response has {Kind(json)} instead of what contains {name}.");
        return json.TryFind(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "something else",
    };

    private static JsonException Not(string name, string kind) => new($"{name} in the response is not {kind}.");
}
