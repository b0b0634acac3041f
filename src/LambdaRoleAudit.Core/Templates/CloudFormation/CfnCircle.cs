namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds resources that refer to each other in a circle, which CloudFormation rejects ("Circular dependency between resources"). What
/// depends on a condition, and what AWS SAM or a macro writes anew, is left out: it can be none.
/// </summary>
internal static class CfnCircle
{
    /// <summary>Returns the logical ids of a circle, the first one again at the end, with its place; null if there is none.</summary>
    public static (IReadOnlyList<string> Names, int Line, int Column)? Find(TemplateText text, MappingNode root)
    {
        if (root.EntryOf("Resources")?.Value is not MappingNode resources || root["Transform"] is not null) return null;
        var certain = resources.Entries.Where(entry => entry.Value is MappingNode resource && resource.EntryOf("Condition") is null
                && resource["Type"] is ScalarNode { Value: var type } && !type.StartsWith(CfnTemplate.SamPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key.Value, StringComparer.Ordinal);
        var layout = new NodeLayout(text, root);
        var conditional = certain.ToDictionary(
            pair => pair.Key,
            pair => Outermost(NodeWalk.All(pair.Value.Value).SelectMany(Left).Select(node => (node.Span.Start, layout.EndOf(node)))));
        var edges = new RoleReferences(layout).All
            .Where(one => one.Section == "Resources" && certain.ContainsKey(one.Owner) && certain.ContainsKey(one.LogicalId)
                && !Hold(conditional[one.Owner], one.Scalar))
            .ToLookup(one => one.Owner, one => one.LogicalId, StringComparer.Ordinal);
        return Path(certain.Keys, edges) is { } names
            ? (names, certain[names[0]].Key.Line, certain[names[0]].Key.Column)
            : null;
    }

    /// <summary>A branch that is perhaps not taken, and metadata.</summary>
    private static IEnumerable<TemplateNode> Left(TemplateNode node)
    {
        if (node.Tag == "!If") yield return node;
        if (node is not MappingNode mapping) yield break;
        if ((mapping.EntryOf("Fn::If") ?? mapping.EntryOf("Metadata")) is { } left) yield return left.Value;
    }

    /// <summary>The parts of the text, in its order, without those that are in others.</summary>
    private static List<(int Start, int End)> Outermost(IEnumerable<(int Start, int End)> parts)
    {
        var outermost = new List<(int Start, int End)>();
        foreach (var part in parts.OrderBy(part => part.Start).ThenByDescending(part => part.End))
            if (outermost.Count == 0 || part.Start >= outermost[^1].End) outermost.Add(part);
        return outermost;
    }

    private static bool Hold(List<(int Start, int End)> parts, TemplateNode node)
    {
        var (low, high) = (0, parts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (parts[middle].Start <= node.Span.Start) low = middle + 1;
            else high = middle;
        }

        return low > 0 && node.Span.End <= parts[low - 1].End;
    }

    /// <summary>Goes along the references, without recursion: a chain can be as long as the template.</summary>
    private static List<string>? Path(IEnumerable<string> names, ILookup<string, string> edges)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in names)
        {
            var path = new List<string>();
            var on = new HashSet<string>(StringComparer.Ordinal);
            var left = new Stack<IEnumerator<string>>([One(start)]);
            while (left.TryPeek(out var next))
            {
                if (!next.MoveNext())
                {
                    left.Pop();
                    if (path.Count == 0) continue;
                    on.Remove(path[^1]);
                    done.Add(path[^1]);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                var name = next.Current;
                if (on.Contains(name)) return [.. path.SkipWhile(one => one != name), name];
                if (done.Contains(name)) continue;
                path.Add(name);
                on.Add(name);
                left.Push(edges[name].GetEnumerator());
            }
        }

        return null;
    }

    private static IEnumerator<string> One(string name)
    {
        yield return name;
    }
}
