using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads fields of JSON that others wrote. A field can be missing or have another type.</summary>
internal static class JsonFields
{
    /// <summary>Returns a string; null if there is none.</summary>
    /// <exception cref="JsonException">The string is not valid Unicode.</exception>
    public static string? Text(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.String ? value.Unicode(name) : null;

    /// <summary>Finds a property. Returns false if there is none, or if the JSON is not an object.</summary>
    /// <exception cref="JsonException">A property's name is not valid Unicode.</exception>
    public static bool TryFind(this JsonElement json, string name, out JsonElement value)
    {
        value = default;
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A property's name is not valid Unicode.", e);
        }
    }

    /// <summary>Returns a value as it is written.</summary>
    /// <exception cref="JsonException">The value is not valid Unicode.</exception>
    public static string Raw(this JsonElement value, string name)
    {
        try
        {
            return value.GetRawText();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"{name} is not valid Unicode.", e);
        }
    }

    /// <summary>
    /// Returns the text of a string value. .NET validates bytes and surrogates only here, and throws InvalidOperationException.
    /// </summary>
    /// <exception cref="JsonException">The string is not valid Unicode.</exception>
    public static string Unicode(this JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"{name} is not valid Unicode.", e);
        }
    }

    /// <summary>Returns a time, written as text or as a number of seconds since 1970; null if there is none.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string name)
    {
        if (!json.TryFind(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetDouble(out var number) && LambdaTime.TryFromNumber(number, out var counted) ? counted : null;
        return value.ValueKind == JsonValueKind.String && LambdaTime.TryParse(Encoding.UTF8.GetBytes(value.Unicode(name)), out var time)
            ? time
            : null;
    }

    /// <summary>
    /// Returns a property that an object has more than once; null if there is none. Readers differ in which of the values they use.
    /// </summary>
    /// <exception cref="JsonException">A name is not valid Unicode.</exception>
    public static string? Repeated(this JsonElement json, bool ignoreCase = false)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        var seen = new HashSet<string>(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        try
        {
            foreach (var property in json.EnumerateObject())
                if (!seen.Add(property.Name)) return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A property's name is not valid Unicode.", e);
        }

        return null;
    }

    /// <summary>Returns an object; null if there is none.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>Returns the items of a list; no items if there is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
