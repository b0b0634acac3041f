using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Adds and removes entries of mappings and items of lists, in the style in which they are written.</summary>
/// <param name="layout">The text.</param>
internal sealed class EntryEdits(NodeLayout layout)
{
    private string LineEnd => layout.Source.LineEnd;

    /// <summary>Returns the change that puts an entry before the first one of a mapping.</summary>
    /// <param name="mapping">A mapping with an entry.</param>
    /// <param name="key">The key.</param>
    /// <param name="yaml">The value for block style.</param>
    /// <param name="json">The value for braces.</param>
    public Splice InsertFirst(MappingNode mapping, string key, string yaml, string json)
    {
        var first = mapping.Entries[0].Key;
        if (mapping.IsFlow) return Splice.Insert(first.Span.Start, $"{Flow(first, key, yaml, json)},{Space(first)}");
        return Splice.Insert(first.Span.Start, $"{key}: {yaml}{LineEnd}{Indent(first)}");
    }

    /// <summary>Returns the change that puts an entry after one of a mapping.</summary>
    /// <inheritdoc cref="InsertFirst"/>
    public Splice InsertAfter(MappingNode mapping, MappingEntry entry, string key, string yaml, string json)
    {
        if (mapping.IsFlow) return Splice.Insert(layout.EndOf(entry), $",{Space(entry.Key)}{Flow(entry.Key, key, yaml, json)}");
        return Splice.Insert(layout.LineEndAfter(layout.EndOf(entry)), $"{LineEnd}{Indent(entry.Key)}{key}: {yaml}");
    }

    /// <summary>
    /// Returns the change that puts an attribute into a resource: after its type, or first. Not after the last entry, since a copy of the
    /// resource is put there.
    /// </summary>
    /// <inheritdoc cref="InsertFirst"/>
    public Splice InsertAttribute(MappingNode mapping, string key, string yaml, string json) =>
        mapping.IsOwn("Type") && mapping.EntryOf("Type") is { } type && type != mapping.Entries[^1]
            ? InsertAfter(mapping, type, key, yaml, json)
            : InsertFirst(mapping, key, yaml, json);

    /// <summary>Returns the change that removes an entry: its lines, or one comma with it.</summary>
    public Splice Remove(MappingNode mapping, MappingEntry entry)
    {
        var index = mapping.Entries.TakeWhile(other => other != entry).Count();
        if (!mapping.IsFlow)
        {
            Indent(entry.Key);
            var start = layout.LineStartOf(entry.Key.Span.Start);
            return new(layout.LineEndAfter(layout.LineStartOf(start - 1)), layout.LineEndAfter(layout.EndOf(entry)), "");
        }

        if (index > 0) return new(layout.EndOf(mapping.Entries[index - 1]), layout.EndOf(entry), "");
        return mapping.Entries.Count > 1
            ? new(entry.Key.Span.Start, mapping.Entries[1].Key.Span.Start, "")
            : new(entry.Key.Span.Start, layout.EndOf(entry), "");
    }

    /// <summary>Returns the change that puts an item after one of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="item">The item.</param>
    /// <param name="yaml">The new item for block style.</param>
    /// <param name="json">The new item for brackets.</param>
    public Splice InsertItem(SequenceNode list, TemplateNode item, string yaml, string json)
    {
        if (list.IsFlow)
            // On one line, the space before the first item is not the one between items.
            return Splice.Insert(
                layout.EndOf(item), $",{Space(item == list.Items[0] && list.Items.Count > 1 ? list.Items[1] : item)}{Json(json)}");

        // The item's own dash, with the indentation before it.
        var dash = layout.Text.LastIndexOf('-', item.Span.Start);
        var indent = layout.IndentAt(dash) ?? throw new MendBlocked(TemplateIssues.PlaceUnusual(item.Line));
        return Splice.Insert(layout.LineEndAfter(layout.EndOf(item)), $"{LineEnd}{indent}- {yaml}");
    }

    /// <summary>Returns the indentation of a key in block style.</summary>
    /// <exception cref="MendBlocked">The key is not the first on its line, or is written with a question mark.</exception>
    public string Indent(ScalarNode key) =>
        layout.IndentAt(key.Span.Start) ?? throw new MendBlocked(TemplateIssues.PlaceUnusual(key.Line));

    /// <summary>In braces, quoted keys are JSON or look like it. A tag would be strange there.</summary>
    private string Flow(ScalarNode neighbor, string key, string yaml, string json) =>
        neighbor.Style == ScalarStyle.Plain ? $"{key}: {yaml}" : Json($"\"{key}\": {json}");

    /// <summary>Returns JSON as the template has it: without spaces if it is on one line.</summary>
    public string Json(string json) => layout.IsMinified
        ? json.Replace(": ", ":", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal)
        : json;

    /// <summary>The space that goes after a comma, as before a neighbor. JSON without any has none.</summary>
    public string Space(TemplateNode neighbor) => layout.SpaceBefore(neighbor.Span.Start) is { Length: > 0 } space
        ? space
        : layout.IsMinified ? "" : " ";
}
