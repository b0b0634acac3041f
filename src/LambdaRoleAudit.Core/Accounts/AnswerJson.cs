using System.Text.Json;
using System.Text.Unicode;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads JSON from the response of a service, and accepts only what AWS writes: a field of the wrong type is an error, not a missing field.
/// The parser limits nesting to 64.
/// </summary>
public static class AnswerJson
{
    /// <summary>Parses the document.</summary>
    /// <exception cref="JsonException">The text is not JSON, is not UTF-8, or has a property name twice in one object.</exception>
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

    /// <summary>Returns a string; null if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static string? AnswerText(this JsonElement json, string name) => Field(json, name) is { } value ? Text(value, name) : null;

    /// <summary>Returns a text that must be there and not be empty.</summary>
    /// <exception cref="JsonException">The text is missing or empty, or the value is not a text.</exception>
    public static string RequiredText(this JsonElement json, string name) => json.AnswerText(name) is { Length: > 0 } text
        ? text
        : throw new JsonException($"The response has no {name}.");

    /// <summary>Returns an object; null if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static JsonElement? AnswerObject(this JsonElement json, string name) => Field(json, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : throw Not(name, "an object");

    /// <summary>Returns the items of a list; no items if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static IEnumerable<JsonElement> AnswerItems(this JsonElement json, string name) => Field(json, name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Not(name, "a list");

    /// <summary>Returns the items of a list that AWS always writes, even if it is empty.</summary>
    /// <exception cref="JsonException">The field is missing, or has another type.</exception>
    public static IEnumerable<JsonElement> RequiredItems(this JsonElement json, string name) =>
        Field(json, name) is null ? throw new JsonException($"The response has no {name}.") : AnswerItems(json, name);

    /// <summary>Returns true or false; null if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static bool? AnswerFlag(this JsonElement json, string name) => Field(json, name)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Not(name, "true or false"),
    };

    /// <summary>Returns the strings of a list; none if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static IReadOnlyList<string> AnswerTexts(this JsonElement json, string name) =>
        [.. AnswerItems(json, name).Select(item => Text(item, name))];

    /// <summary>Returns an integer; 0 if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static int AnswerNumber(this JsonElement json, string name) => Field(json, name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Not(name, "an integer");

    /// <summary>Returns an integer of up to 64 bits; 0 if the field is missing.</summary>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static long AnswerLargeNumber(this JsonElement json, string name) => Field(json, name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Not(name, "an integer");

    /// <summary>Returns the string of a value.</summary>
    /// <exception cref="JsonException">The value has another type, or is not a valid UTF-16 string (half a surrogate pair).</exception>
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

    /// <exception cref="JsonException">The bytes are not UTF-8. Decoding them would change the text.</exception>
    internal static void RequireUtf8(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw new JsonException("The response is not UTF-8.");
    }

    /// <summary>Rejects an object that has a property name twice, because two readers could use different values.</summary>
    /// <exception cref="JsonException">An object has a property name twice.</exception>
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

    /// <summary>Returns the content of a stream, from its start. Does not copy it if it is in memory.</summary>
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

    /// <summary>Returns a field that is present. AWS writes some unset fields as null.</summary>
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
