namespace LambdaRoleAudit.Templates;

/// <summary>Copies a resource under another logical id, as it is written: comments, quotes and intrinsic functions included.</summary>
/// <param name="layout">The text.</param>
/// <param name="resources">The section Resources.</param>
internal sealed class ResourceCopy(NodeLayout layout, MappingNode resources)
{
    private readonly EntryEdits _edits = new(layout);

    /// <summary>Returns the insertion that puts the copy right after the resource.</summary>
    /// <param name="entry">The resource.</param>
    /// <param name="logicalId">The logical id of the copy.</param>
    /// <param name="changes">What differs in the copy.</param>
    /// <exception cref="MendBlocked">The resource cannot be copied as text.</exception>
    public Splice After(MappingEntry entry, string logicalId, IReadOnlyList<Splice> changes)
    {
        var copy = Text(entry, logicalId, changes);
        if (resources.IsFlow) return Splice.Insert(layout.EndOf(entry), $",{_edits.Space(entry.Key)}{copy}");
        return Splice.Insert(EndOfBlock(entry), $"{layout.Source.LineEnd}{_edits.Indent(entry.Key)}{copy}");
    }

    /// <summary>Returns the text of the copy, from its key to its end. The first line is not indented.</summary>
    /// <inheritdoc cref="After"/>
    public string Text(MappingEntry entry, string logicalId, IReadOnlyList<Splice> changes)
    {
        var key = layout.Written(entry.Key);
        var name = entry.Key.Value;
        if (key != name && key != $"\"{name}\"" && key != $"'{name}'") throw new MendBlocked(TemplateIssues.PlaceUnusual(entry.Key.Line));
        var end = layout.EndOf(entry);
        // A comment after the last value is on a line of the resource.
        if (!resources.IsFlow) end = layout.LineEndAfter(end);
        var start = entry.Key.Span.End;
        if (changes.Any(change => change.Start < start || change.End > end))
            throw new MendBlocked(TemplateIssues.ValueFromAlias(name, entry.Key.Line));
        return key.Replace(name, logicalId, StringComparison.Ordinal)
            + Splice.Apply(layout.Text, start, end, [.. changes, .. Anchors(entry, changes), .. CommentAtKey(entry, end)]);
    }

    /// <summary>What is said at the key, such as which functions use the resource, is about the original.</summary>
    private IEnumerable<Splice> CommentAtKey(MappingEntry entry, int end)
    {
        if (resources.IsFlow) yield break;
        var at = layout.AfterColon(entry);
        var line = Math.Min(layout.LineEndAfter(at), end);
        // The value on the same line is before the comment. In a value on several lines, only an anchor, a tag or a brace can be.
        var value = layout.EndOf(entry);
        if (value <= line) at = value;
        else while (at < line && layout.Text[at] != '#' && !BeginsEntry(entry.Value, at)) at++;
        while (at < line && layout.Text[at] == ' ') at++;
        if (at >= line || layout.Text[at] != '#' || layout.Text[at - 1] is not (' ' or '\t')) yield break;
        var start = at;
        if (entry.Value.Anchor is null) while (layout.Text[start - 1] is ' ' or '\t') start--;
        yield return new(start, line, "");
    }

    private static bool BeginsEntry(TemplateNode value, int at) =>
        value is MappingNode { Entries: [var first, ..] } && first.Key.Span.Start <= at;

    /// <summary>
    /// An anchor's name cannot be used twice, so the copy has none. An alias in the copy still names the anchor of the original, which is
    /// right only if that part of the copy is equal, or is not in the copy at all.
    /// </summary>
    private IEnumerable<Splice> Anchors(MappingEntry entry, IReadOnlyList<Splice> changes)
    {
        foreach (var node in NodeWalk.All(entry.Value))
        {
            if (node is AliasNode { Target.Span: var target } && changes.Any(change => ChangesPart(change, target)))
                throw new MendBlocked(TemplateIssues.ValueFromAlias(entry.Key.Value, node.Line));
            // What is in a part that goes, goes with it.
            if (node.Anchor is null || changes.Any(change => change.Start <= node.Span.Start && node.Span.End <= change.End)) continue;
            yield return layout.WithoutAnchor(node);
        }
    }

    private static bool ChangesPart(Splice change, TextSpan target) => change.Start < target.End && target.Start < change.End
        && (target.Start < change.Start || change.End < target.End);

    /// <summary>After the comments that follow the resource and are indented as part of it.</summary>
    private int EndOfBlock(MappingEntry entry)
    {
        var end = layout.LineEndAfter(layout.EndOf(entry));
        var indent = _edits.Indent(entry.Key).Length;
        while (end < layout.Text.Length)
        {
            var start = layout.Text.IndexOf('\n', end) + 1;
            var next = layout.LineEndAfter(start);
            var line = layout.Text.AsSpan(start, next - start);
            var text = line.TrimStart(' ');
            if (text is not ['#', ..] || line.Length - text.Length <= indent) break;
            end = next;
        }

        return end;
    }
}
