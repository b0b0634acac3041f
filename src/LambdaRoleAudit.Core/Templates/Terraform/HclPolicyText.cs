using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes values with symbols in Terraform's language, as the argument of <c>jsonencode</c>. A symbol becomes the reference that it was
/// read from.
/// </summary>
internal static partial class HclPolicyText
{
    private const int LongestLine = 100;

    /// <summary>True if a text can be written: each symbol is a plain reference, and nothing looks like an escaped one.</summary>
    public static bool CanWrite(string text)
    {
        var canWrite = true;
        var plain = Symbol.Replace(text, (shown, _) =>
        {
            canWrite &= Reference().IsMatch(shown);
            return "${";
        });
        // $${ and %%{ are how Terraform writes ${ and %{ themselves. One that comes about by what stands before a symbol is another text.
        return canWrite && !plain.Contains("$${", StringComparison.Ordinal) && !plain.Contains("%%{", StringComparison.Ordinal)
            && !plain.Any(char.IsControl);
    }

    /// <summary>True if a policy document can be written.</summary>
    public static bool CanWriteDocument(string json) => CanWrite(JsonNode.Parse(json));

    /// <summary>Returns an expression for a policy document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="indent">The indentation of the line that the expression begins on.</param>
    /// <param name="lineEnd">The line end.</param>
    public static string Document(string json, string indent, string lineEnd) =>
        $"jsonencode({Value(JsonNode.Parse(json), indent, lineEnd)})";

    /// <summary>Returns an expression for a text: a reference if it is a symbol alone.</summary>
    public static string Text(string text) =>
        Symbol.Alone(text) is not { } alone ? $"\"{Symbol.Replace(Escaped(text), (shown, _) => $"${{{shown}}}")}\""
        // A reference to what can be anything could be a list.
        : Symbol.FreeIn(text).Any() ? $"tostring({alone})"
        : alone;

    private static bool CanWrite(JsonNode? node) => node switch
    {
        JsonObject entries => entries.All(entry => !Symbol.IsIn(entry.Key) && CanWrite(entry.Key) && CanWrite(entry.Value)),
        JsonArray items => items.All(CanWrite),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => CanWrite(text.GetValue<string>()),
        _ => true,
    };

    private static string Value(JsonNode? node, string indent, string lineEnd)
    {
        var inner = indent + "  ";
        switch (node)
        {
            case JsonObject { Count: > 0 } entries:
                return $"{{{lineEnd}{string.Concat(Entries(entries, inner, lineEnd).Select(line => inner + line + lineEnd))}{indent}}}";
            case JsonArray { Count: > 0 } items:
                var values = items.Select(item => Value(item, inner, lineEnd)).ToList();
                var line = string.Join(", ", values);
                return line.Length + indent.Length <= LongestLine && !line.Contains('\n', StringComparison.Ordinal)
                    ? $"[{line}]"
                    : $"[{lineEnd}{string.Concat(values.Select(value => $"{inner}{value},{lineEnd}"))}{indent}]";
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return Text(text.GetValue<string>());
            default:
                return node is null ? "null" : PolicyJson.Of(node);
        }
    }

    /// <summary>The equals signs of neighboring lines are aligned, as terraform fmt does.</summary>
    private static IEnumerable<string> Entries(JsonObject entries, string indent, string lineEnd)
    {
        var written = entries.Select(entry => (Key: Key(entry.Key), Value: Value(entry.Value, indent, lineEnd))).ToList();
        for (var i = 0; i < written.Count;)
        {
            var run = written.Skip(i).TakeWhile(entry => !entry.Value.Contains('\n', StringComparison.Ordinal)).ToList();
            foreach (var (key, value) in run) yield return $"{key.PadRight(run.Max(entry => entry.Key.Length))} = {value}";
            i += run.Count;
            if (run.Count > 0) continue;
            yield return $"{written[i].Key} = {written[i].Value}";
            i++;
        }
    }

    private static string Key(string key) => PlainKey().IsMatch(key) ? key : $"\"{Escaped(key)}\"";

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    /// <summary>Names, and indexes in which white space and escapes cannot have been changed.</summary>
    [GeneratedRegex("""^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\[[0-9]+\]|\["[^"\\$%\s]*"\])+$""", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("^[A-Za-z]+$")]
    private static partial Regex PlainKey();
}
