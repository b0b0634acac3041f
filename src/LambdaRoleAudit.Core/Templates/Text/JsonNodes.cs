using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Makes nodes of JSON, with the place of each value in the text.</summary>
internal sealed class JsonNodes
{
    private readonly TemplateText _text;
    private readonly Stack<(bool IsMapping, int Start, List<TemplateNode> Items)> _open = [];
    private TemplateNode? _root;

    /// <summary>The last place where bytes and characters were counted, since a place is found from the one before it.</summary>
    private (int Byte, int Character) _known;

    private JsonNodes(TemplateText text) => _text = text;

    /// <summary>Reads a text.</summary>
    /// <exception cref="TemplateProblem">The text is not valid JSON, or a key appears twice in one object.</exception>
    public static TemplateNode Read(TemplateText text)
    {
        var nodes = new JsonNodes(text);
        var bytes = Encoding.UTF8.GetBytes(text.Text);
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = NodeWeight.MostLevels });
            while (reader.Read()) nodes.Take(ref reader, bytes);
        }
        catch (JsonException e)
        {
            throw new TemplateProblem(Reason(e), (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, e);
        }
        catch (InvalidOperationException e)
        {
            var (line, column) = text.PlaceOf(nodes._known.Character);
            throw new TemplateProblem("A text contains half of a surrogate pair.", line, column, e);
        }

        return nodes._root ?? throw new TemplateProblem("It is empty.", 1, 1);
    }

    private void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        var start = CharacterAt(bytes, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _open.Push((reader.TokenType == JsonTokenType.StartObject, start, []));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                var (isMapping, begin, items) = _open.Pop();
                Add(isMapping ? Mapping(begin, items, start + 1) : Sequence(begin, items, start + 1));
                break;
            case JsonTokenType.PropertyName:
                // The token ends after the colon, so the key's own end is found from its bytes.
                Add(Scalar(reader.GetString()!, ScalarStyle.DoubleQuoted, start, EndOfKey(bytes, reader)));
                break;
            case JsonTokenType.String:
                Add(Scalar(reader.GetString()!, ScalarStyle.DoubleQuoted, start, CharacterAt(bytes, (int)reader.BytesConsumed)));
                break;
            default:
                Add(Scalar(
                    Encoding.UTF8.GetString(reader.ValueSpan), ScalarStyle.Plain, start, CharacterAt(bytes, (int)reader.BytesConsumed)));
                break;
        }
    }

    private int EndOfKey(ReadOnlySpan<byte> bytes, in Utf8JsonReader reader) =>
        CharacterAt(bytes, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);

    private int CharacterAt(ReadOnlySpan<byte> bytes, int offset)
    {
        _known = (offset, _known.Character + Encoding.UTF8.GetCharCount(bytes[_known.Byte..offset]));
        return _known.Character;
    }

    private void Add(TemplateNode node)
    {
        if (_open.TryPeek(out var top)) top.Items.Add(node);
        else _root = node;
    }

    private ScalarNode Scalar(string value, ScalarStyle style, int start, int end)
    {
        var (line, column) = _text.PlaceOf(start);
        return new() { Value = value, Style = style, Span = new(start, end), Line = line, Column = column };
    }

    private SequenceNode Sequence(int start, List<TemplateNode> items, int end)
    {
        var (line, column) = _text.PlaceOf(start);
        return new(items) { IsFlow = true, Span = new(start, end), Line = line, Column = column };
    }

    private MappingNode Mapping(int start, List<TemplateNode> items, int end)
    {
        var entries = new List<MappingEntry>(items.Count / 2);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i += 2)
        {
            var key = (ScalarNode)items[i];
            if (!keys.Add(key.Value)) throw new TemplateProblem($"The key {key.Value} appears twice.", key.Line, key.Column);
            entries.Add(new(key, items[i + 1]));
        }

        var (line, column) = _text.PlaceOf(start);
        return new(entries) { IsFlow = true, Span = new(start, end), Line = line, Column = column };
    }

    /// <summary>The message without the place, which is told separately, and without what is for the caller of the parser.</summary>
    private static string Reason(JsonException e) =>
        e.Message.Contains("trailing comma", StringComparison.Ordinal) ? "A comma is before a closing bracket or brace."
        : e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var end ? e.Message[..end] : e.Message;
}
