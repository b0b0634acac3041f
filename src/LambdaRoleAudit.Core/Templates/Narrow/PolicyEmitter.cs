using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>Writes values with symbols into a CloudFormation template, as YAML or JSON. A symbol becomes <c>Fn::Sub</c>.</summary>
internal static partial class PolicyEmitter
{
    /// <summary>True if every symbol in a text can be written with <c>Fn::Sub</c>: a reference or an attribute, not a function.</summary>
    public static bool CanWrite(string text)
    {
        var canWrite = true;
        Symbol.Replace(text, (shown, _) =>
        {
            canWrite &= Reference().IsMatch(shown);
            return "";
        });
        return canWrite;
    }

    /// <summary>Returns a value as YAML in block style, from the line end before it. Texts are in double quotes, as in JSON.</summary>
    /// <param name="value">A mapping or a list with items.</param>
    /// <param name="indent">The indentation of the value's lines.</param>
    /// <param name="lineEnd">The line end.</param>
    public static string Yaml(JsonNode value, string indent, string lineEnd)
    {
        var text = new StringBuilder();
        Block(text, value, indent, lineEnd);
        return text.ToString();
    }

    /// <summary>Returns a value as JSON on one line.</summary>
    public static string Json(JsonNode? value) => value switch
    {
        JsonObject entries => $"{{{string.Join(", ", entries.Select(entry => $"{PolicyJson.Quoted(entry.Key)}: {Json(entry.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Json))}]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => JsonText(text.GetValue<string>()),
        _ => value is null ? "null" : PolicyJson.Of(value),
    };

    private static void Block(StringBuilder text, JsonNode value, string indent, string lineEnd)
    {
        if (value is JsonArray items)
        {
            foreach (var item in items) Entry(text.Append(lineEnd).Append(indent).Append('-'), item, indent, lineEnd, isItem: true);
            return;
        }

        foreach (var (key, item) in value.AsObject())
            Entry(text.Append(lineEnd).Append(indent).Append(Key(key)).Append(':'), item, indent, lineEnd, isItem: false);
    }

    private static void Entry(StringBuilder text, JsonNode? value, string indent, string lineEnd, bool isItem)
    {
        if (value is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }))
        {
            text.Append(' ').Append(Flow(value));
            return;
        }

        var block = new StringBuilder();
        Block(block, value, indent + "  ", lineEnd);
        // The first entry of a mapping goes on the line of its dash.
        if (isItem && value is JsonObject) block.Remove(0, lineEnd.Length + indent.Length + 2).Insert(0, ' ');
        text.Append(block);
    }

    private static string Flow(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is var plain
            ? YamlText(plain)
            : Json(value);

    private static string YamlText(string text) => !Symbol.IsIn(text) ? PolicyJson.Quoted(text)
        : Symbol.Alone(text) is { } symbol ? YamlReference(symbol) : $"!Sub {PolicyJson.Quoted(Sub(text))}";

    private static string JsonText(string text) =>
        !Symbol.IsIn(text) ? PolicyJson.Quoted(text)
        : Symbol.Alone(text) is { } symbol ? JsonReference(symbol) : $"{{\"Fn::Sub\": {PolicyJson.Quoted(Sub(text))}}}";

    private static string YamlReference(string symbol) =>
        symbol.Contains('.', StringComparison.Ordinal) ? $"!GetAtt {symbol}" : $"!Ref {(IsPlain(symbol) ? symbol : $"'{symbol}'")}";

    private static string JsonReference(string symbol) => symbol.Split('.', 2) is [var resource, var attribute]
        ? $"{{\"Fn::GetAtt\": [{PolicyJson.Quoted(resource)}, {PolicyJson.Quoted(attribute)}]}}"
        : $"{{\"Ref\": {PolicyJson.Quoted(symbol)}}}";

    private static bool IsPlain(string symbol) => !symbol.Contains(':', StringComparison.Ordinal);

    /// <summary>A policy variable (<c>${aws:username}</c>) in a text that goes through Fn::Sub gets an exclamation mark.</summary>
    private static string Sub(string text) =>
        Symbol.Shown(text.Replace("${", "${!", StringComparison.Ordinal));

    private static string Key(string key) => PlainKey().IsMatch(key) ? key : PolicyJson.Quoted(key);

    [GeneratedRegex(@"^(AWS::[A-Za-z]+|[A-Za-z0-9]+(\.[A-Za-z0-9_.:-]+)?)$")]
    private static partial Regex Reference();

    [GeneratedRegex("^[A-Za-z]+$")]
    private static partial Regex PlainKey();
}
