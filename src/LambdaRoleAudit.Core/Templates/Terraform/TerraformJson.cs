using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads properties of Terraform's JSON. What is not there, or is of another kind, is null or empty.</summary>
internal static class TerraformJson
{
    /// <summary>Returns a property; an undefined element if there is none.</summary>
    public static JsonElement Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>Returns what a path of properties leads to.</summary>
    public static JsonElement At(JsonElement element, params string[] names) => names.Aggregate(element, Of);

    /// <summary>Returns the text of a property; null if it is not a text.</summary>
    public static string? Text(JsonElement element, string name) => Text(Of(element, name));

    /// <summary>Returns a text; null if it is not a text.</summary>
    /// <exception cref="TemplateProblem">The text cannot be decoded.</exception>
    public static string? Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new TemplateProblem("A text contains half of a surrogate pair.", 1, 1, e);
        }
    }

    /// <summary>Returns the items of a list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Returns the texts of a list.</summary>
    public static IEnumerable<string> Texts(JsonElement element) => Items(element).Select(Text).OfType<string>();

    /// <summary>Returns the properties of an object.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Properties(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) yield break;
        foreach (var property in element.EnumerateObject()) yield return (NameOf(property), property.Value);
    }

    /// <summary>True if a value is there: not null, and not left out as Terraform does with a value that is not known.</summary>
    public static bool IsThere(JsonElement element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new TemplateProblem("A name contains half of a surrogate pair.", 1, 1, e);
        }
    }
}
