using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Makes nodes of a YAML parser's events. Iterative, so that no nesting overflows the stack.</summary>
internal sealed class YamlNodes
{
    private readonly Dictionary<string, TemplateNode?> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<(YamlEvent Start, List<TemplateNode> Items)> _open = [];
    private TemplateNode? _root;
    private int _documents;

    private YamlNodes()
    {
    }

    /// <summary>Reads the one document of a text.</summary>
    /// <exception cref="TemplateProblem">The text has no document or several, an alias names nothing, or a key appears twice.</exception>
    /// <exception cref="YamlSyntaxException">The text is not valid YAML.</exception>
    public static TemplateNode Read(IEnumerable<YamlEvent> events)
    {
        var reader = new YamlNodes();
        foreach (var one in events) reader.Take(one);
        return reader._root ?? throw new TemplateProblem("It is empty.", 1, 1);
    }

    private void Take(in YamlEvent one)
    {
        switch (one.Kind)
        {
            case YamlEventKind.DocumentStart:
                if (++_documents > 1) throw new TemplateProblem("It has more than one YAML document.", one.Line, one.Column);
                break;
            case YamlEventKind.MappingStart or YamlEventKind.SequenceStart:
                if (_open.Count == NodeWeight.MostLevels)
                    throw new TemplateProblem($"It is nested more than {NodeWeight.MostLevels} levels deep.", one.Line, one.Column);
                // Known by name, but not finished: an alias to it would contain itself.
                if (one.Anchor is not null) _anchors[one.Anchor] = null;
                _open.Push((one, []));
                break;
            case YamlEventKind.MappingEnd or YamlEventKind.SequenceEnd:
                var (start, items) = _open.Pop();
                Add(start.Kind == YamlEventKind.MappingStart ? Mapping(start, items, one.End) : Sequence(start, items, one.End));
                break;
            case YamlEventKind.Alias:
                Add(new AliasNode(Named(one)) { Span = new(one.Start, one.End), Line = one.Line, Column = one.Column });
                break;
            default:
                Add(new ScalarNode
                {
                    Value = one.Value,
                    Style = one.Style,
                    Tag = one.Tag,
                    Anchor = one.Anchor,
                    Span = new(one.Start, one.End),
                    Line = one.Line,
                    Column = one.Column,
                });
                break;
        }
    }

    private TemplateNode Named(in YamlEvent alias) => _anchors.TryGetValue(alias.Value, out var node)
        ? node ?? throw new TemplateProblem($"The alias *{alias.Value} contains itself.", alias.Line, alias.Column)
        : throw new TemplateProblem($"The alias *{alias.Value} names no anchor.", alias.Line, alias.Column);

    private void Add(TemplateNode node)
    {
        if (node.Weight > NodeWeight.Most)
            throw new TemplateProblem($"Its aliases stand for more than {NodeWeight.Most} values.", node.Line, node.Column);
        if (node.Anchor is not null) _anchors[node.Anchor] = node;
        if (_open.TryPeek(out var top)) top.Items.Add(node);
        else _root = node;
    }

    private static SequenceNode Sequence(in YamlEvent start, List<TemplateNode> items, int end) => new(items)
    {
        IsFlow = start.IsFlow,
        Tag = start.Tag,
        Anchor = start.Anchor,
        Span = new(start.Start, EndOf(start, items, end)),
        Line = start.Line,
        Column = start.Column,
    };

    private static MappingNode Mapping(in YamlEvent start, List<TemplateNode> items, int end)
    {
        // The parser lets some damaged texts pass with a key that has no value.
        if (items.Count % 2 != 0) throw new TemplateProblem("A key has no value.", items[^1].Line, items[^1].Column);
        var entries = new List<MappingEntry>(items.Count / 2);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i += 2)
        {
            var written = items[i];
            if (written.Target is not ScalarNode key) throw new TemplateProblem("A key is not text.", written.Line, written.Column);
            // Several merge keys are common, and each adds to the others.
            if (!keys.Add(key.Value) && key.Value != "<<")
                throw new TemplateProblem($"The key {key.Value} appears twice.", written.Line, written.Column);
            entries.Add(new(key, items[i + 1]));
        }

        return new(entries)
        {
            IsFlow = start.IsFlow,
            Tag = start.Tag,
            Anchor = start.Anchor,
            Span = new(start.Start, EndOf(start, items, end)),
            Line = start.Line,
            Column = start.Column,
        };
    }

    /// <summary>A parser ends a block where the next value begins, after comments and empty lines. It ends with its last value.</summary>
    private static int EndOf(in YamlEvent start, List<TemplateNode> items, int end) =>
        start.IsFlow || items.Count == 0 ? end : items[^1].Span.End;
}
