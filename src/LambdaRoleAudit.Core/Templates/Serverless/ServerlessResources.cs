namespace LambdaRoleAudit.Templates;

/// <summary>
/// The CloudFormation resources of a service file: <c>resources.Resources</c>, where <c>resources</c> is a mapping, or a list of mappings
/// and files; and <c>resources.extensions</c>, which change what the framework makes.
/// </summary>
internal sealed class ServerlessResources
{
    private readonly Dictionary<string, (ScalarNode Key, MappingNode Node)> _byId = new(StringComparer.Ordinal);
    private readonly List<MappingNode> _extensions = [];
    private readonly List<string> _ids = [];
    private readonly List<string> _unknown = [];

    private ServerlessResources()
    {
    }

    /// <summary>The logical ids, in the order of the file.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Why there can be more resources than were found; empty if there cannot.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>Reads the resources.</summary>
    public static ServerlessResources Read(MappingNode root, ServerlessVariables variables)
    {
        var result = new ServerlessResources();
        var written = root["resources"];
        IEnumerable<TemplateNode> parts = variables.Follow(written) switch { SequenceNode list => list.Items, { } one => [one], _ => [] };
        foreach (var part in parts)
        {
            switch (variables.Follow(part))
            {
                case MappingNode mapping:
                    result.Add(variables, mapping["Resources"], "resources.Resources");
                    if (variables.Follow(mapping["extensions"]) is MappingNode extensions) result._extensions.Add(extensions);
                    else if (mapping["extensions"] is ScalarNode { IsNull: false } unread) result.Unread("resources.extensions", unread);
                    break;
                case ScalarNode { IsNull: false } unread:
                    result.Unread("resources", unread);
                    break;
            }
        }

        return result;
    }

    /// <summary>Returns a resource; null if there is none.</summary>
    public (ScalarNode Key, MappingNode Node)? this[string id] => _byId.TryGetValue(id, out var found) ? found : null;

    /// <summary>Returns the type of a resource; null if there is none.</summary>
    public string? TypeOf(string id) => (this[id]?.Node["Type"] as ScalarNode)?.Value;

    /// <summary>The properties that change a resource that the framework makes.</summary>
    public IEnumerable<MappingNode> ChangesTo(string id) => _extensions.Select(extension => extension[id] as MappingNode)
        .Append(this[id]?.Node).Select(resource => resource?["Properties"] as MappingNode).OfType<MappingNode>();

    /// <summary>The key that changes a resource that the framework makes, or has its logical id; null if there is none.</summary>
    public ScalarNode? Changes(string id) => this[id]?.Key
        ?? _extensions.Select(extension => extension.EntryOf(id)?.Key).FirstOrDefault(key => key is not null);

    private void Add(ServerlessVariables variables, TemplateNode? written, string where)
    {
        if (variables.Follow(written) is not MappingNode mapping)
        {
            if (written is ScalarNode { IsNull: false } unread) Unread(where, unread);
            return;
        }

        foreach (var entry in mapping.AllEntries)
        {
            if (variables.Follow(entry.Value) is MappingNode resource)
            {
                if (_byId.TryAdd(entry.Key.Value, (entry.Key, resource))) _ids.Add(entry.Key.Value);
                if (entry.Key.Value.StartsWith("Fn::", StringComparison.Ordinal))
                    _unknown.Add($"{where} uses {entry.Key.Value}");
                if ((resource["Type"] as ScalarNode)?.Value is "AWS::Serverless::Function")
                    _unknown.Add($"{entry.Key.Value} is an AWS::Serverless::Function, which AWS SAM expands");
            }
            else if (entry.Value.Target is ScalarNode { IsNull: false } unread)
            {
                Unread($"{where}.{entry.Key.Value}", unread);
            }
        }
    }

    private void Unread(string where, ScalarNode node) => _unknown.Add($"{where} is {node.Value}, which was not read");
}
