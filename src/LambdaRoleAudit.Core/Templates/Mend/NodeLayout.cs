using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>How the values of a template lie in its text: where they end, on which lines, and which of them are used twice.</summary>
internal sealed class NodeLayout
{
    private readonly Lazy<List<TextSpan>> _aliased;

    public NodeLayout(TemplateText text, MappingNode root)
    {
        (Source, Text, Root) = (text, text.Text, root);
        _aliased = new(() => [.. NodeWalk.All(Root).OfType<AliasNode>().Select(alias => alias.Target.Span).Distinct()]);
    }

    /// <summary>The file.</summary>
    public TemplateText Source { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The whole template.</summary>
    public MappingNode Root { get; }

    /// <summary>True for JSON on one line, as programs write it.</summary>
    public bool IsMinified => Root.IsFlow && !Text.AsSpan().Trim().Contains('\n');

    /// <summary>True if the lines end with a carriage return alone.</summary>
    public bool HasOnlyReturns => Text.Contains('\r', StringComparison.Ordinal) && !Text.Contains('\n', StringComparison.Ordinal);

    /// <summary>Returns the text of a node as it is written, with its tag and its anchor.</summary>
    public string Written(TemplateNode node) => Text[node.Span.Start..EndOf(node)];

    /// <summary>
    /// Returns the end of a node: after its last character that is not white space. Empty lines at the end of a block scalar belong to it
    /// only if it keeps them (<c>|+</c>); then the end is before the line end of the last one.
    /// </summary>
    public int EndOf(TemplateNode node) => node switch
    {
        MappingNode { IsFlow: false, Entries: [.., var last] } => EndOf(last),
        SequenceNode { IsFlow: false, Items: [.., var last] } => EndOf(last),
        ScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } block when KeepsLines(block) => BeforeLineEnd(block.Span.End),
        _ => BeforeSpace(node.Span.End),
    };

    /// <summary>Returns the end of an entry. Nothing is written of an empty value, so the entry ends with its colon.</summary>
    public int EndOf(MappingEntry entry) =>
        entry.Value is ScalarNode { Span.Length: 0 } ? AfterColon(entry) : EndOf(entry.Value);

    /// <summary>Returns the offset after the colon of an entry; of a key without a colon (<c>{a, b}</c>), after the key.</summary>
    public int AfterColon(MappingEntry entry)
    {
        var at = entry.Key.Span.End;
        while (at < Text.Length && Text[at] is ' ' or '\t' or '\r' or '\n') at++;
        return at < Text.Length && Text[at] == ':' ? at + 1 : entry.Key.Span.End;
    }

    /// <summary>Returns the offset of the line end after a place, or the end of the text.</summary>
    public int LineEndAfter(int offset)
    {
        var feed = Text.IndexOf('\n', offset);
        return feed < 0 ? Text.Length : BeforeLineEnd(feed + 1);
    }

    /// <summary>Returns the offset where the line of a place begins.</summary>
    public int LineStartOf(int offset) => offset == 0 ? 0 : Text.LastIndexOf('\n', offset - 1) + 1;

    /// <summary>Returns the white space before a place on its line; null if something else is before it.</summary>
    public string? IndentAt(int offset)
    {
        var start = LineStartOf(offset);
        return Text.AsSpan(start, offset - start).Trim(' ').IsEmpty ? Text[start..offset] : null;
    }

    /// <summary>Returns the white space before a place, line ends included.</summary>
    public string SpaceBefore(int offset)
    {
        var start = offset;
        while (start > 0 && Text[start - 1] is ' ' or '\t' or '\r' or '\n') start--;
        return Text[start..offset];
    }

    /// <summary>True if a node is, or is in, what an alias names: a change in it would change other places too.</summary>
    public bool IsAliased(TemplateNode node) =>
        _aliased.Value.Exists(span => span.Holds(node.Span));

    /// <summary>True if a part of what goes is what an alias names, or is in it.</summary>
    public bool IsAliased(Splice splice) => _aliased.Value.Exists(span => span.Start < splice.End && splice.Start < span.End);

    /// <summary>Returns where the value of a scalar begins, after its tag and its anchor.</summary>
    public int ContentOf(TemplateNode node)
    {
        var at = node.Span.Start;
        while (at < node.Span.End && Text[at] is '!' or '&') at = AfterSpace(AfterProperty(node, at));
        return at;
    }

    /// <summary>Returns the change that removes a node's anchor.</summary>
    public Splice WithoutAnchor(TemplateNode node)
    {
        var at = node.Span.Start;
        while (Text[at] != '&') at = AfterSpace(AfterProperty(node, at));
        var end = AfterProperty(node, at);
        var next = end;
        while (next < Text.Length && Text[next] == ' ') next++;
        if (next < Text.Length && Text[next] is not ('\r' or '\n')) return new(at, next, "");
        while (Text[at - 1] == ' ') at--;
        return new(at, end, "");
    }

    /// <summary>After a tag or an anchor. A bracket can follow without a space.</summary>
    private int AfterProperty(TemplateNode node, int at)
    {
        if (Text[at] == '&' && node.Anchor is { } anchor) return at + 1 + anchor.Length;
        if (node.Tag is { } tag && string.CompareOrdinal(Text, at, tag, 0, tag.Length) == 0) return at + tag.Length;
        // A tag in a long form: !<tag:...>, !!str.
        while (at < Text.Length && !char.IsWhiteSpace(Text[at])) at++;
        return at;
    }

    private int AfterSpace(int at)
    {
        while (at < Text.Length && char.IsWhiteSpace(Text[at])) at++;
        return at;
    }

    private int BeforeSpace(int end)
    {
        while (end > 0 && char.IsWhiteSpace(Text[end - 1])) end--;
        return end;
    }

    private int BeforeLineEnd(int end)
    {
        if (end > 0 && Text[end - 1] == '\n') end--;
        if (end > 0 && Text[end - 1] == '\r') end--;
        return end;
    }

    private bool KeepsLines(ScalarNode block)
    {
        var header = ContentOf(block);
        var end = Math.Min(LineEndAfter(header), block.Span.End);
        return Text.AsSpan(header, end - header).TrimStart("|>123456789").StartsWith("+");
    }
}
