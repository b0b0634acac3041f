using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The place of new resources in a service file: <c>resources.Resources</c>. If the file has none, each step brings it along, and it is
/// written once (<see cref="TemplateEdit.AppliesOnce"/>).
/// </summary>
internal sealed class ServerlessResourcePlace(ServerlessService service, ServerlessPlaces places)
{
    private bool _isMade;

    private string LineEnd => places.LineEnd;

    /// <summary>Returns the edits that add a resource.</summary>
    public IReadOnlyList<TemplateEdit> Add(string id, JsonObject resource)
    {
        var edits = Edits(id, resource);
        _isMade = true;
        return edits;
    }

    private IReadOnlyList<TemplateEdit> Edits(string id, JsonObject resource)
    {
        if (service.Root.EntryOf("resources") is not { } entry) return AtEnd(id, resource);
        if (!service.Root.IsOwn("resources")) throw Blocked("a merged value");
        switch (entry.Value)
        {
            case MappingNode mapping:
                return In(mapping, id, resource);
            case SequenceNode list:
                return InList(list, id, resource);
            case ScalarNode { IsNull: true }:
                return UnderKey(entry, id, resource);
            case ScalarNode scalar when !places.IsJson && scalar.Anchor is null && scalar.Style != Ports.ScalarStyle.Literal
                && scalar.Style != Ports.ScalarStyle.Folded && !places.IsAliased(scalar):
                return AfterVariable(entry, scalar, id, resource);
            default:
                throw Blocked("in another file");
        }
    }

    private IReadOnlyList<TemplateEdit> In(MappingNode mapping, string id, JsonObject resource)
    {
        RequireOwn(mapping);
        if (mapping.EntryOf("Resources") is not { } entry) return NewSection(mapping, id, resource);
        if (!mapping.IsOwn("Resources")) throw Blocked("a merged value");
        switch (entry.Value)
        {
            case MappingNode { Entries.Count: > 0 } resources:
                RequireOwn(resources);
                return [places.InsertFirst(resources, (id, resource))];
            case MappingNode { IsFlow: true } empty:
                RequireOwn(empty);
                // JSON allows no comma at the end, so that a second resource would need to know of the first.
                if (_isMade && places.IsJson) throw Blocked("written in braces");
                var only = places.InsertFirst(empty, (id, resource));
                return [places.IsJson ? only : only with { NewText = $"{only.NewText}, " }];
            case ScalarNode { IsNull: true }:
                return UnderKey(entry, id, resource);
            default:
                throw Blocked((entry.Value as ScalarNode)?.Value ?? "a shared value");
        }
    }

    /// <summary>A mapping of resources without Resources, such as one with outputs only.</summary>
    private IReadOnlyList<TemplateEdit> NewSection(MappingNode mapping, string id, JsonObject resource)
    {
        if (mapping.IsFlow)
        {
            // In braces, the section is complete with its first resource, and another would need to be inside it.
            if (_isMade) throw Blocked("written in braces");
            return [places.InsertFirst(mapping, ("Resources", new JsonObject { [id] = resource.DeepClone() }))];
        }

        // Before the first entry: the section's key, and then its resources, one after another.
        var indent = places.Indent(mapping.Entries[0].Key);
        var at = mapping.Entries[0].Key.Span.Start;
        // The place is before the key on its line, so each line but the first has its indentation before it.
        return
        [
            Once(at, "", $"Resources:{LineEnd}{indent}"),
            places.Edit(at, "", string.Concat(ServerlessYaml.Entry(id, resource).Select(line => $"  {line}{LineEnd}{indent}"))),
        ];
    }

    private IReadOnlyList<TemplateEdit> InList(SequenceNode list, string id, JsonObject resource)
    {
        if (places.IsAliased(list) || list.Anchor is not null) throw Blocked("a shared value");
        foreach (var item in list.Items.OfType<MappingNode>())
            if (item.IsOwn("Resources") && item.EntryOf("Resources")!.Value is MappingNode { Entries.Count: > 0 } resources
                && !places.IsAliased(resources)) return [places.InsertFirst(resources, (id, resource))];
        if (list.Items.Count == 0) throw Blocked("an empty list");
        var first = list.Items[0];
        var added = new JsonObject { ["Resources"] = new JsonObject { [id] = resource.DeepClone() } };
        if (list.IsFlow) return [places.Edit(first.Span.Start, "", $"{ServerlessYaml.Json(added)}, ")];
        var start = places.LineStart(first.Span.Start);
        var before = service.Text.Text.AsSpan(start, first.Span.Start - start);
        if (before.Trim(' ') is not "-") throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(first.Line));
        var dash = new string(' ', before.IndexOf('-'));
        return [places.Edit(start, "", string.Concat(ServerlessYaml.Lines(new JsonArray(added)).Select(line => $"{dash}{line}{LineEnd}")))];
    }

    /// <summary>After a key without a value: <c>resources:</c> or <c>Resources:</c>.</summary>
    private IReadOnlyList<TemplateEdit> UnderKey(MappingEntry entry, string id, JsonObject resource)
    {
        if (entry.Value.Span.Length > 0 || entry.Value.Anchor is not null)
            throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(entry.Key.Line));
        var isRoot = entry.Key.Value == "resources";
        var indent = places.Indent(entry.Key) + (isRoot ? "    " : "  ");
        var at = places.LineEndAfter(entry.Key.Span.End);
        var added = places.Edit(at, "", string.Concat(ServerlessYaml.Entry(id, resource).Select(line => LineEnd + indent + line)));
        return isRoot ? [Once(at, "", $"{LineEnd}{indent[2..]}Resources:"), added] : [added];
    }

    /// <summary>A variable becomes the first item of a list, and the new resources the second: the framework merges them.</summary>
    private IReadOnlyList<TemplateEdit> AfterVariable(MappingEntry entry, ScalarNode scalar, string id, JsonObject resource)
    {
        var indent = places.Indent(entry.Key) + "  ";
        var written = service.Text.Text[scalar.Span.Start..scalar.Span.End];
        return
        [
            Once(scalar.Span.Start, written, $"{LineEnd}{indent}- {written}{LineEnd}{indent}- Resources:"),
            places.Edit(
                scalar.Span.End, "", string.Concat(ServerlessYaml.Entry(id, resource).Select(line => $"{LineEnd}{indent}    {line}"))),
        ];
    }

    private IReadOnlyList<TemplateEdit> AtEnd(string id, JsonObject resource)
    {
        if (service.Root.IsFlow)
        {
            if (_isMade) throw Blocked("written in braces");
            return
            [
                places.InsertFirst(
                    service.Root, ("resources", new JsonObject { ["Resources"] = new JsonObject { [id] = resource.DeepClone() } })),
            ];
        }

        var text = service.Text.Text;
        var last = service.Root.Entries[^1];
        foreach (var line in text[Math.Min(text.Length, places.LineEndAfter(last.Value.Span.End))..].Split('\n'))
            if (line.Trim() is { Length: > 0 } rest && rest[0] != '#')
                throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(last.Key.Line));
        var indent = places.Indent(service.Root.Entries[0].Key);
        var lines = ServerlessYaml.Entry(id, resource).Select(line => $"{indent}    {line}");
        // A line for the last entry would be added at the same place, if the file ends with that entry and has no line end.
        var isAfter = !text.EndsWith('\n') && places.LineEndAfter(last.Value.Span.End) < text.Length;
        var at = isAfter || text.EndsWith('\n') ? text.Length : places.LineStart(last.Key.Span.Start);
        return isAfter
            ? [
                Once(at, "", $"{LineEnd}{indent}resources:{LineEnd}{indent}  Resources:"),
                places.Edit(at, "", string.Concat(lines.Select(line => LineEnd + line))),
            ]
            : [
                Once(at, "", $"{indent}resources:{LineEnd}{indent}  Resources:{LineEnd}"),
                places.Edit(at, "", string.Concat(lines.Select(line => line + LineEnd))),
            ];
    }

    private TemplateEdit Once(int at, string old, string text) => places.Edit(at, old, text) with { AppliesOnce = true };

    private void RequireOwn(MappingNode mapping)
    {
        if (places.IsAliased(mapping)) throw Blocked("a shared value");
    }

    private static ServerlessBlocked Blocked(string value) => new(ServerlessIssues.ResourcesElsewhere(value));
}
