using System.Globalization;
using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// A path into request parameters: <c>bucketName</c>, <c>targets.roleArn</c>. An array stands for its items. <c>requestItems@</c> gives
/// the names in an object. The first letter of a name can be large: some records have <c>TableName</c>.
/// </summary>
internal sealed class ParameterPath
{
    /// <summary>Longer texts are not names of resources (an ARN has at most 2048 characters).</summary>
    private const int MaximumText = 2048;

    /// <summary>Items beyond this number are not read. AWS's own limits for batches are 100 and 500.</summary>
    private const int MaximumItems = 1000;

    /// <summary>A statement can be longer than a name.</summary>
    public const int AnyLength = int.MaxValue;

    private readonly (string Name, string Large)[] _names;
    private readonly bool _isNames;

    /// <summary>Reads a path.</summary>
    public ParameterPath(string text)
    {
        _isNames = text.EndsWith('@');
        _names = [.. text.TrimEnd('@').Split('.').Select(name => (name, char.ToUpperInvariant(name[0]) + name[1..]))];
    }

    /// <summary>The top-level parameter.</summary>
    public string Parameter => _names[0].Name;

    /// <summary>True if the top-level parameter is there, even if its list is empty.</summary>
    public bool IsThere(JsonElement parameters) =>
        parameters.ValueKind == JsonValueKind.Object && Child(parameters, _names[0]) is not null;

    /// <summary>True if a value is there that is not null, false, empty text or an empty list.</summary>
    public bool HasValue(JsonElement parameters) => IsSingle(parameters, out var single)
        ? single is { } value && IsValue(value)
        : Find(parameters).Any(found => found is { } item && IsValue(item));

    /// <summary>
    /// Returns true if no array is on the path, with the value, or null if there is none. Most paths are such, and this is the quick way.
    /// </summary>
    public bool IsSingle(JsonElement parameters, out JsonElement? value)
    {
        value = parameters;
        if (_isNames) return false;
        foreach (var name in _names)
        {
            value = value is { ValueKind: JsonValueKind.Object } parent ? Child(parent, name) : null;
            if (value is { ValueKind: JsonValueKind.Array }) return false;
        }

        return true;
    }

    /// <summary>Returns a value's text; null if it is not a name, number or truth value, or too long.</summary>
    public static string? TextOf(JsonElement value) => TextOf(value, MaximumText);

    /// <summary>
    /// Returns the texts that the path leads to, in order; a null for each item that lacks the parameter or has something else in it.
    /// Empty if the first parameter is not there.
    /// </summary>
    public IEnumerable<string?> TextsIn(JsonElement parameters, int maximum = MaximumText) => _isNames
        ? Find(parameters).SelectMany(value => value is { ValueKind: JsonValueKind.Object } found ? NamesIn(found) : [])
        : Find(parameters).Select(value => value is { } found ? TextOf(found, maximum) : null);

    /// <summary>As above, but what is absent has the given text, also if the first parameter is not there.</summary>
    public IEnumerable<string?> TextsIn(JsonElement parameters, string absent)
    {
        var values = Find(parameters).ToList();
        return values.Count == 0 && !IsThere(parameters)
            ? [absent]
            : values.Select(value => value is { } found ? TextOf(found, MaximumText) : absent);
    }

    /// <summary>Returns the values; a null for each item that lacks the rest of the path.</summary>
    public IEnumerable<JsonElement?> Find(JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object || Child(parameters, _names[0]) is not { } first) return [];
        IEnumerable<JsonElement?> found = Items(first);
        foreach (var name in _names.Skip(1))
        {
            found = found.SelectMany(value => value is { ValueKind: JsonValueKind.Object } parent && Child(parent, name) is { } child
                ? Items(child)
                : [null]);
        }

        return found.Take(MaximumItems);
    }

    private static IEnumerable<JsonElement?> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.Array ? [] : new JsonElement?[] { item })
        : [value];

    private static JsonElement? Child(JsonElement parent, (string Name, string Large) name)
    {
        try
        {
            return (parent.TryGetProperty(name.Name, out var child) || parent.TryGetProperty(name.Large, out child))
                && child.ValueKind != JsonValueKind.Null ? child : null;
        }
        catch (InvalidOperationException)
        {
            // A name in the object has half of a surrogate pair, which JSON can escape and .NET does not read.
            return null;
        }
    }

    private static bool IsValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.String => !value.ValueEquals(""),
        _ => true,
    };

    private static IEnumerable<string?> NamesIn(JsonElement parent)
    {
        foreach (var property in parent.EnumerateObject().Take(MaximumItems)) yield return Limited(NameOf(property), MaximumText);
    }

    private static string? TextOf(JsonElement value, int maximum) => value.ValueKind switch
    {
        JsonValueKind.String => Limited(StringOf(value), maximum),
        JsonValueKind.Number => value.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private static string? Limited(string? text, int maximum) => text is null or "" || text.Length > maximum ? null : text;

    /// <summary>The text; null if it has half of a surrogate pair.</summary>
    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
