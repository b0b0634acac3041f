using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Places of a service file where entries are put in or values replaced, in the style of their neighbors.</summary>
internal sealed class ServerlessPlaces
{
    private readonly TemplateText _file;
    private readonly string _text;
    private readonly List<TextSpan> _aliased;

    public ServerlessPlaces(TemplateText file, MappingNode root)
    {
        (_file, _text) = (file, file.Text);
        _aliased = [.. All(root).OfType<AliasNode>().Select(alias => alias.Target.Span).Distinct()];
    }

    /// <summary>The file's line end.</summary>
    public string LineEnd => _file.LineEnd;

    /// <summary>True if a node is in what an alias names: a change in it would change other places too.</summary>
    public bool IsAliased(TemplateNode node) =>
        _aliased.Exists(span => span.Holds(node.Span) && span.Length > 0);

    /// <summary>True if a node, or what is in it, is named by an alias.</summary>
    public bool HasAliased(TemplateNode node) =>
        IsAliased(node) || _aliased.Exists(span => node.Span.Start <= span.Start && span.End <= node.Span.End && span.Length > 0);

    /// <summary>Returns the edit that puts entries into a mapping: after its first entry if that is one line, or else before it.</summary>
    public TemplateEdit Insert(MappingNode mapping, params (string Key, JsonNode? Value)[] entries) =>
        !mapping.IsFlow && mapping.Entries.Count > 0 && IsOneLine(mapping.Entries[0])
            ? Edit(LineEndAfter(mapping.Entries[0].Value.Span.End), "", string.Concat(
                Lines(entries).Select(line => $"{LineEnd}{Indent(mapping.Entries[0].Key)}{line}")))
            : InsertFirst(mapping, entries);

    /// <summary>Returns the edit that puts entries before the first one of a mapping.</summary>
    public TemplateEdit InsertFirst(MappingNode mapping, params (string Key, JsonNode? Value)[] entries)
    {
        if (mapping.Entries.Count == 0)
        {
            if (!mapping.IsFlow) throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(mapping.Line));
            var brace = _text.IndexOf('{', mapping.Span.Start);
            return Edit(brace + 1, "", Flow(entries, isQuoted: IsJson));
        }

        var first = mapping.Entries[0].Key;
        if (!mapping.IsFlow)
        {
            var indent = Indent(first);
            return Edit(first.Span.Start, "", string.Concat(Lines(entries).Select(line => $"{line}{LineEnd}{indent}")));
        }

        var isQuoted = IsJson || first.Style == ScalarStyle.DoubleQuoted;
        var start = LineStart(first.Span.Start);
        if (!_text.AsSpan(start, first.Span.Start - start).IsWhiteSpace())
            return Edit(first.Span.Start, "", $"{Flow(entries, isQuoted)}, ");
        var space = LineEnd + _text[start..first.Span.Start];
        return Edit(first.Span.Start, "", string.Concat(entries.Select(
            entry => $"{Key(entry.Key, isQuoted)}: {string.Join(space, ServerlessYaml.JsonLines(entry.Value))},{space}")));
    }

    /// <summary>Returns the edit that replaces the value of an entry with a logical id.</summary>
    public TemplateEdit Replace(MappingEntry entry, string id)
    {
        var value = entry.Value;
        var written = IsJson || entry.Key.Style == ScalarStyle.DoubleQuoted ? $"\"{id}\"" : id;
        if (value.Anchor is not null || value is not AliasNode && HasAliased(value))
            throw new ServerlessBlocked(ServerlessIssues.ValueFromAlias(id, value.Line));
        if (value.Span.Length > 0) return Edit(value.Span.Start, _text[value.Span.Start..value.Span.End], written);
        // "role:" with nothing after it.
        var colon = _text.IndexOf(':', entry.Key.Span.End);
        if (colon < 0 || !_text.AsSpan(entry.Key.Span.End, colon - entry.Key.Span.End).IsWhiteSpace())
            throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(entry.Key.Line));
        return Edit(colon + 1, "", $" {written}");
    }

    /// <summary>Returns an edit of the file.</summary>
    public TemplateEdit Edit(int offset, string old, string text) =>
        new() { Path = _file.Path, Offset = offset, OldText = old, NewText = text };

    /// <summary>Returns the indentation of a key in block style: it is the first of its line, or the first of a list's item.</summary>
    public string Indent(ScalarNode key)
    {
        var start = LineStart(key.Span.Start);
        var before = _text.AsSpan(start, key.Span.Start - start);
        // The text of the key can begin with a tag or an anchor, which would then belong to something else.
        if (key.Tag is not null || key.Anchor is not null || before.TrimStart(" -").Length > 0 || before.StartsWith("---"))
            throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(key.Line));
        return new string(' ', before.Length);
    }

    /// <summary>Returns the offset of the line end after a place, or the end of the text.</summary>
    public int LineEndAfter(int offset)
    {
        var feed = _text.IndexOf('\n', offset);
        if (feed < 0) return _text.Length;
        return feed > offset && _text[feed - 1] == '\r' ? feed - 1 : feed;
    }

    /// <summary>Returns the offset where the line of a place begins.</summary>
    public int LineStart(int offset) => offset == 0 ? 0 : _text.LastIndexOf('\n', offset - 1) + 1;

    /// <summary>The nodes of a tree; aliases are not followed.</summary>
    public static IEnumerable<TemplateNode> All(TemplateNode root)
    {
        var left = new Stack<TemplateNode>([root]);
        while (left.TryPop(out var node))
        {
            yield return node;
            foreach (var entry in (node as MappingNode)?.Entries ?? [])
            {
                left.Push(entry.Key);
                left.Push(entry.Value);
            }

            foreach (var item in (node as SequenceNode)?.Items ?? []) left.Push(item);
        }
    }

    /// <summary>True for a file of JSON, where texts and keys stand in double quotes.</summary>
    public bool IsJson => _file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Lines((string Key, JsonNode? Value)[] entries) =>
        entries.SelectMany(entry => ServerlessYaml.Entry(entry.Key, entry.Value));

    private static string Flow((string Key, JsonNode? Value)[] entries, bool isQuoted) =>
        string.Join(", ", entries.Select(entry => $"{Key(entry.Key, isQuoted)}: {ServerlessYaml.Json(entry.Value)}"));

    private static string Key(string key, bool isQuoted) => isQuoted ? $"\"{key}\"" : ServerlessYaml.Scalar(key);

    /// <summary>True if an entry is a scalar with nothing but a comment after it on its line.</summary>
    private bool IsOneLine(MappingEntry entry)
    {
        if (entry.Value is not ScalarNode { Span.Length: > 0 } scalar || entry.Value.Anchor is not null || entry.Key.Anchor is not null
            || scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded
            || _text.AsSpan(entry.Key.Span.Start, scalar.Span.End - entry.Key.Span.Start).IndexOf('\n') >= 0) return false;
        var rest = _text.AsSpan(scalar.Span.End, LineEndAfter(scalar.Span.End) - scalar.Span.End).Trim();
        return rest.IsEmpty || rest[0] == '#';
    }
}
