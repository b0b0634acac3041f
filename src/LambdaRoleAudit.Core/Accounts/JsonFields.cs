using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Accounts;

/// <summary>Asks JSON that others wrote for fields that may not be there, or be of another kind.</summary>
internal static class JsonFields
{
    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="JsonException">It is not valid Unicode.</exception>
    public static string? Text(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.String ? value.Unicode(name) : null;

    /// <summary>A property; false where there is none, or the JSON is no object.</summary>
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

    /// <summary>A value as it is written.</summary>
    /// <exception cref="JsonException">It is not valid Unicode.</exception>
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

    /// <summary>The text of a value that is one. .NET looks at bytes and surrogates only here, and calls it an invalid operation.</summary>
    /// <exception cref="JsonException">It is not valid Unicode.</exception>
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

    /// <summary>A time, as text or as a number of seconds since 1970; null where there is none.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string name)
    {
        if (!json.TryFind(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetDouble(out var number) && LambdaTime.TryFromNumber(number, out var counted) ? counted : null;
        return value.ValueKind == JsonValueKind.String && LambdaTime.TryParse(Encoding.UTF8.GetBytes(value.Unicode(name)), out var time)
            ? time
            : null;
    }

    /// <summary>A property that an object has more than once; null where there is none. Readers differ in which one they take.</summary>
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

    /// <summary>An object; null where there is none.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The items of a list; none where there is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
