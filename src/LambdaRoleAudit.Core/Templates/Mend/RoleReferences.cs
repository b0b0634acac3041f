using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>Finds the places of a template that name resources: Ref, Fn::GetAtt, Fn::Sub and DependsOn, long and short.</summary>
internal sealed partial class RoleReferences
{
    private readonly NodeLayout _layout;
    private readonly ILookup<string, RoleReference> _byId;

    public RoleReferences(NodeLayout layout)
    {
        _layout = layout;
        var found = new List<RoleReference>();
        foreach (var section in layout.Root.Entries)
        {
            if (section.Value is not MappingNode owners)
            {
                Find(section.Value, section.Key.Value, "", found);
                continue;
            }

            foreach (var owner in owners.Entries)
            {
                Find(owner.Value, section.Key.Value, owner.Key.Value, found);
                if (section.Key.Value == "Resources" && (owner.Value.Target as MappingNode)?["DependsOn"] is { } depends)
                    found.AddRange(Depends(depends).Select(one => Of("DependsOn", one, one.Value, section.Key.Value, owner.Key.Value)));
            }
        }

        All = found;
        _byId = found.ToLookup(reference => reference.LogicalId, StringComparer.Ordinal);
    }

    /// <summary>All places that name something.</summary>
    public IReadOnlyList<RoleReference> All { get; }

    /// <summary>Returns the places that name a resource, in the order of the text.</summary>
    public IEnumerable<RoleReference> To(string logicalId) => _byId[logicalId].OrderBy(reference => reference.Scalar.Span.Start);

    /// <summary>Returns the places in a node that name a resource. What an alias in it names is not searched.</summary>
    public IReadOnlyList<RoleReference> In(TemplateNode node, string logicalId) =>
        [.. To(logicalId).Where(one => node.Span.Holds(one.Scalar.Span))];

    private static IEnumerable<ScalarNode> Depends(TemplateNode value) => value switch
    {
        ScalarNode one => [one],
        SequenceNode list => list.Items.Select(item => item.Target).OfType<ScalarNode>(),
        _ => [],
    };

    private void Find(TemplateNode root, string section, string owner, List<RoleReference> found)
    {
        foreach (var node in NodeWalk.All(root))
        {
            // In the short form, the tag says the function; in the long form, the one key.
            var (function, value) = node switch
            {
                { Tag: "!Ref" or "!GetAtt" or "!Sub" } => (node.Tag[1..], node),
                MappingNode { Entries: [{ Key.Value: "Ref" or "Fn::GetAtt" or "Fn::Sub" } only] } =>
                    (only.Key.Value.Replace("Fn::", "", StringComparison.Ordinal), only.Value),
                _ => ("", node),
            };
            switch (function, value is SequenceNode { Items: [ScalarNode item, ..] } ? item : value)
            {
                case ("Ref", ScalarNode name) when value is ScalarNode:
                    found.Add(Of("Ref", name, name.Value, section, owner));
                    break;
                case ("GetAtt", ScalarNode name):
                    found.Add(Of("GetAtt", name, name.Value.Split('.')[0], section, owner));
                    break;
                case ("Sub", ScalarNode text):
                    found.AddRange(Substituted(text, value as SequenceNode, section, owner));
                    break;
                default:
                    break;
            }
        }
    }

    private IEnumerable<RoleReference> Substituted(ScalarNode text, SequenceNode? list, string section, string owner)
    {
        var own = list?.Items.ElementAtOrDefault(1)?.Target as MappingNode;
        var names = Variables().Matches(text.Value);
        var written = Variables().Matches(_layout.Text[text.Span.Start..text.Span.End]);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Groups[1].Value;
            if (own?.EntryOf(name) is not null || name.Length == 0) continue;
            var offset = written.Count == names.Count && written[i].Groups[1].Value == name
                ? text.Span.Start + written[i].Groups[1].Index : -1;
            yield return new(name, "Sub", text, offset, section, owner);
        }
    }

    private RoleReference Of(string kind, ScalarNode scalar, string id, string section, string owner)
    {
        var start = _layout.ContentOf(scalar);
        if (start < scalar.Span.End && _layout.Text[start] is '"' or '\'') start++;
        var isThere = string.CompareOrdinal(_layout.Text, start, id, 0, id.Length) == 0 && start + id.Length <= scalar.Span.End;
        return new(id, kind, scalar, isThere ? start : -1, section, owner);
    }

    // ${!Literal} is not a variable.
    [GeneratedRegex(@"\$\{(?!!)([A-Za-z0-9:]*)(?:\.[^}]*)?\}")]
    private static partial Regex Variables();
}
