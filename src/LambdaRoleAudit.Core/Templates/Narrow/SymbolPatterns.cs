using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Policies of a template with a pattern that matches anything in place of each symbol, so that they cover what was used on real resources,
/// and the way back. The patterns are runs of asterisks of different lengths, which mean the same to IAM as one.
/// </summary>
internal sealed class SymbolPatterns
{
    private const int Step = 4;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _back = new(StringComparer.Ordinal);

    /// <summary>True if a text of the template looks like a pattern. The original texts then cannot be restored.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>Returns a document with patterns.</summary>
    public string Of(string json)
    {
        var document = JsonNode.Parse(json)!;
        return Each(document, text =>
        {
            if (Symbol.IsIn(text)) return Pattern(text);
            IsAmbiguous |= text.Contains(new string('*', Step), StringComparison.Ordinal);
            return text;
        })!.ToJsonString();
    }

    /// <summary>Returns a narrowed document in the template's own texts; null if a text is not one of the template's.</summary>
    public string? Back(string json)
    {
        var isKnown = true;
        var document = Each(JsonNode.Parse(json)!, text =>
        {
            if (_back.TryGetValue(text, out var original)) return original;
            isKnown &= !text.Contains(new string('*', Step), StringComparison.Ordinal);
            return text;
        });
        return isKnown ? PolicyJson.Of(document!) : null;
    }

    private string Pattern(string text)
    {
        var pattern = Symbol.Replace(text, (shown, _) =>
        {
            if (!_numbers.TryGetValue(shown, out var number)) _numbers[shown] = number = _numbers.Count + 1;
            return new string('*', number * Step);
        });
        // Two texts with one pattern could not be told apart. Asterisks at the end mean nothing more.
        while (_back.TryGetValue(pattern, out var other) && other != text) pattern += '*';
        _back[pattern] = text;
        return pattern;
    }

    /// <summary>Returns a copy with each text replaced. Keys stay.</summary>
    private static JsonNode? Each(JsonNode? node, Func<string, string> replace) => node switch
    {
        JsonObject entries => new JsonObject(
            entries.Select(entry => KeyValuePair.Create(entry.Key, Each(entry.Value, replace)))),
        JsonArray items => new JsonArray([.. items.Select(item => Each(item, replace))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(replace(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };
}
