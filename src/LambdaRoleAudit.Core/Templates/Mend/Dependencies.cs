namespace LambdaRoleAudit.Templates;

/// <summary>
/// Which resources of a template CloudFormation creates before others. Two resources that wait for each other are an error of the
/// deployment, so a dependency is added only if it certainly closes no circle.
/// </summary>
internal sealed class Dependencies
{
    private readonly ILookup<string, string> _named;
    private readonly Dictionary<string, HashSet<string>> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open;

    public Dependencies(MendContext context)
    {
        var written = context.References.All.Where(reference => reference.Section == "Resources").ToList();
        // AWS SAM gives each resource of its types what Globals has for the type.
        var globals = context.Layout.Root.EntryOf("Globals")?.Value;
        var shared = context.References.All.Where(reference => reference.Section == "Globals")
            .ToLookup(reference => reference.Owner, StringComparer.Ordinal);
        written.AddRange(context.Resources.Entries.SelectMany(
            entry => shared[SamKind(entry)].Select(reference => reference with { Owner = entry.Key.Value })));
        _named = written.ToLookup(reference => reference.Owner, reference => reference.LogicalId, StringComparer.Ordinal);
        // What a name without a declaration is made of is not known. AWS SAM makes APIs that depend on functions, for example.
        var known = context.Resources.Entries.Select(entry => entry.Key.Value)
            .Concat((context.Layout.Root["Parameters"] as MappingNode)?.Entries.Select(entry => entry.Key.Value) ?? [])
            .ToHashSet(StringComparer.Ordinal);
        _open = written
            .Where(one => !known.Contains(one.LogicalId) && !one.LogicalId.Contains("::", StringComparison.Ordinal))
            .Select(one => one.Owner)
            // What is in the events of a function of AWS SAM: the notifications of a bucket name the function, for example.
            .Concat(context.Resources.Entries.SelectMany(Events)
                .SelectMany(events => written.Where(one => events.Span.Holds(one.Scalar.Span)))
                .Select(one => one.LogicalId))
            .Concat(context.Resources.Entries.Where(entry => IsOpen(entry) || (SamKind(entry).Length > 0 && IsUnread(globals)))
                .Select(entry => entry.Key.Value)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>False if a resource certainly does not wait for another one.</summary>
    public bool MayDepend(string resource, string other)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([resource]);
        while (next.TryPop(out var one))
        {
            if (!seen.Add(one)) continue;
            if (one == other || _open.Contains(one)) return true;
            foreach (var named in _named[one].Concat(_added.GetValueOrDefault(one) ?? [])) next.Push(named);
        }

        return false;
    }

    /// <summary>Remembers that a resource will wait for another one.</summary>
    public void Add(string resource, string other)
    {
        if (!_added.TryGetValue(resource, out var others)) _added[resource] = others = new(StringComparer.Ordinal);
        others.Add(other);
    }

    private static IEnumerable<TemplateNode> Events(MappingEntry entry) =>
        entry.Value.Target is MappingNode resource && resource["Type"] is ScalarNode { Value: CfnFunctionReader.Sam }
            && (resource["Properties"] as MappingNode)?.EntryOf("Events") is { } events ? [events.Value.Target] : [];

    /// <summary>True for a resource whose dependencies the text does not show: by an alias, a macro, or a type of AWS SAM.</summary>
    private static bool IsOpen(MappingEntry entry) => entry.Value is not MappingNode resource || IsUnread(resource)
        || resource["Type"] is not ScalarNode { Value: var type }
        || (type.StartsWith(CfnTemplate.SamPrefix, StringComparison.Ordinal) && type is not (CfnFunctionReader.Sam
            or "AWS::Serverless::SimpleTable" or "AWS::Serverless::LayerVersion"));

    private static bool IsUnread(TemplateNode? node) => node is not null && NodeWalk.All(node).Any(
        one => one is AliasNode || one.Tag == "!Transform" || one is ScalarNode { Value: "Fn::Transform" or "<<" });

    /// <summary>The type of a resource of AWS SAM as Globals has it, such as <c>Function</c>; empty for other types.</summary>
    private static string SamKind(MappingEntry entry) => (entry.Value.Target as MappingNode)?["Type"] is ScalarNode { Value: var type }
        && type.StartsWith(CfnTemplate.SamPrefix, StringComparison.Ordinal) ? type[CfnTemplate.SamPrefix.Length..] : "";
}
