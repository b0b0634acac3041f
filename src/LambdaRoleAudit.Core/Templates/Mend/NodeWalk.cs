namespace LambdaRoleAudit.Templates;

/// <summary>Goes through a template as it is written: an alias is itself, and what it names is visited at its own place only.</summary>
internal static class NodeWalk
{
    /// <summary>Returns a node and all that is written in it, keys included, in the order of the text.</summary>
    public static IEnumerable<TemplateNode> All(TemplateNode root)
    {
        var open = new Stack<TemplateNode>([root]);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (node is SequenceNode sequence)
                for (var i = sequence.Items.Count - 1; i >= 0; i--) open.Push(sequence.Items[i]);
            if (node is not MappingNode mapping) continue;
            for (var i = mapping.Entries.Count - 1; i >= 0; i--)
            {
                open.Push(mapping.Entries[i].Value);
                open.Push(mapping.Entries[i].Key);
            }
        }
    }
}
