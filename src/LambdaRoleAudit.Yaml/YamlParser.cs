using LambdaRoleAudit.Ports;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ScalarStyle = LambdaRoleAudit.Ports.ScalarStyle;
using YamlScalarStyle = YamlDotNet.Core.ScalarStyle;

namespace LambdaRoleAudit.Yaml;

/// <summary>
/// Parses YAML with YamlDotNet. Only its scanner and parser are used: they give the position of everything, and resolve nothing.
/// </summary>
public sealed class YamlParser : IYamlParser
{
    /// <inheritdoc/>
    public IEnumerable<YamlEvent> Parse(string text)
    {
        var lines = new BlankFirstLines(text);
        var scanner = new Scanner(new StringReader(lines.Text), skipComments: true);
        var parser = new Parser(scanner);
        while (Next(parser, scanner) is { } current)
            if (Convert(current) is { } converted)
                yield return converted with { Start = lines.Original(converted.Start), End = lines.Original(converted.End) };
    }

    private static ParsingEvent? Next(Parser parser, Scanner scanner)
    {
        try
        {
            return parser.MoveNext() ? parser.Current : null;
        }
        catch (YamlException e)
        {
            throw new YamlSyntaxException(e.Message, (int)e.Start.Line, (int)e.Start.Column, e);
        }
        catch (InvalidOperationException e)
        {
            // The scanner throws this for a key inside an unclosed bracket, for example.
            var place = scanner.CurrentPosition;
            throw new YamlSyntaxException("A value or a bracket is not complete.", (int)place.Line, (int)place.Column, e);
        }
    }

    private static YamlEvent? Convert(ParsingEvent current) => current switch
    {
        DocumentStart => At(YamlEventKind.DocumentStart, current),
        Scalar scalar => At(YamlEventKind.Scalar, scalar) with
        {
            Value = scalar.Value,
            Style = StyleOf(scalar.Style),
            Tag = TagOf(scalar),
            Anchor = AnchorOf(scalar),
        },
        AnchorAlias alias => At(YamlEventKind.Alias, alias) with { Value = alias.Value.Value },
        MappingStart mapping => At(YamlEventKind.MappingStart, mapping) with
        {
            Tag = TagOf(mapping),
            Anchor = AnchorOf(mapping),
            IsFlow = mapping.Style == MappingStyle.Flow,
        },
        SequenceStart sequence => At(YamlEventKind.SequenceStart, sequence) with
        {
            Tag = TagOf(sequence),
            Anchor = AnchorOf(sequence),
            IsFlow = sequence.Style == SequenceStyle.Flow,
        },
        // Of a closing bracket, the parser gives the start for both ends. A block's end has no length either, and its end is not used.
        MappingEnd => At(YamlEventKind.MappingEnd, current) with { End = (int)current.Start.Index + 1 },
        SequenceEnd => At(YamlEventKind.SequenceEnd, current) with { End = (int)current.Start.Index + 1 },
        _ => null,
    };

    private static YamlEvent At(YamlEventKind kind, ParsingEvent current) => new(
        kind, (int)current.Start.Index, (int)current.End.Index, (int)current.Start.Line, (int)current.Start.Column);

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty ? null : node.Tag.Value;

    private static string? AnchorOf(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;

    private static ScalarStyle StyleOf(YamlScalarStyle style) => style switch
    {
        YamlScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
        YamlScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
        YamlScalarStyle.Literal => ScalarStyle.Literal,
        YamlScalarStyle.Folded => ScalarStyle.Folded,
        _ => ScalarStyle.Plain,
    };
}
