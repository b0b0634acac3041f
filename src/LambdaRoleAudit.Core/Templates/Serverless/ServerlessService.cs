using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A Serverless Framework service: its file, and the files in its folder that it names.</summary>
internal sealed class ServerlessService
{
    /// <summary>The logical id of the role that the framework makes for all functions of the service that have no other.</summary>
    public const string SharedRole = "IamRoleLambdaExecution";

    private readonly List<Problem> _problems = [];
    private readonly List<ServerlessFunction> _functions = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);

    private ServerlessService(TemplateText text, MappingNode root, NodeReader? nodes)
    {
        (Text, Root) = (text, root);
        Files = new(text, nodes, _problems);
        Variables = new(root, Files);
        Json = new(Variables);
        Resources = ServerlessResources.Read(root, Variables);
        Texts = new(Variables, id => Resources[id] is not null || id is SharedRole or "ServerlessDeploymentBucket");
        Release = ServerlessRelease.Of(Scalar(root["frameworkVersion"]));
        Plugins = ServerlessPlugins.Read(root["plugins"], Variables);
        Provider = Variables.Follow(root["provider"]) as MappingNode;
    }

    /// <summary>The service file.</summary>
    public TemplateText Text { get; }

    /// <summary>Its content.</summary>
    public MappingNode Root { get; }

    /// <summary>The other files.</summary>
    public ServerlessFiles Files { get; }

    /// <summary>The variables.</summary>
    public ServerlessVariables Variables { get; }

    /// <summary>Values as JSON.</summary>
    public ServerlessJson Json { get; }

    /// <summary>JSON as texts and policies.</summary>
    public ServerlessText Texts { get; }

    /// <summary>The releases of the framework that the file allows.</summary>
    public ServerlessRelease Release { get; }

    /// <summary>The plugins.</summary>
    public ServerlessPlugins Plugins { get; }

    /// <summary>The settings of <c>provider</c>; null if they cannot be read.</summary>
    public MappingNode? Provider { get; }

    /// <summary>The CloudFormation resources.</summary>
    public ServerlessResources Resources { get; }

    /// <summary>The functions, in the order of the file.</summary>
    public IReadOnlyList<ServerlessFunction> Functions => _functions;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Reads a service.</summary>
    public static ServerlessService Read(TemplateText text, MappingNode root, NodeReader? nodes)
    {
        var service = new ServerlessService(text, root, nodes);
        service.ReadFunctions(root["functions"]);
        foreach (var reason in service.Resources.Unknown) service.Unread(reason);
        return service;
    }

    /// <summary>Returns a setting of the provider, followed: <c>iam.role.path</c>. Null if there is none.</summary>
    public TemplateNode? ProviderSetting(params ReadOnlySpan<string> path) => Setting(Provider, path);

    /// <summary>Returns a setting below a mapping, with variables followed; null if there is none, and for null.</summary>
    public TemplateNode? Setting(MappingNode? from, params ReadOnlySpan<string> path)
    {
        TemplateNode? node = from;
        foreach (var key in path) node = Variables.Follow((node as MappingNode)?[key]);
        return node is ScalarNode { IsNull: true } ? null : node;
    }

    /// <summary>Returns a text with its variables resolved; null for anything else.</summary>
    public string? Scalar(TemplateNode? node) =>
        Variables.Follow(node) is ScalarNode { IsNull: false, Tag: null } scalar ? Variables.TextOf(scalar) : null;

    private void ReadFunctions(TemplateNode? written)
    {
        switch (Variables.Follow(written))
        {
            case MappingNode mapping:
                foreach (var entry in mapping.AllEntries) Add(entry);
                break;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    if (Variables.Follow(item) is MappingNode part)
                        foreach (var entry in part.AllEntries) Add(entry);
                    else Unread($"functions has {(item.Target as ScalarNode)?.Value ?? "a value"}, which was not read");
                }

                break;
            case ScalarNode { IsNull: false } unread:
                Unread($"functions is {unread.Value}, which was not read");
                break;
        }
    }

    private void Add(MappingEntry entry)
    {
        var node = Variables.Follow(entry.Value);
        // The framework ignores a function that is null.
        if (node is ScalarNode { IsNull: true }) return;
        if (!_keys.TryAdd(entry.Key.Value, _functions.Count))
        {
            var known = _keys[entry.Key.Value];
            _functions[known] = _functions[known] with { IsMerged = true };
            return;
        }

        _functions.Add(new()
        {
            Key = entry.Key.Value,
            KeyNode = entry.Key,
            Written = entry.Value,
            Node = node as MappingNode,
            Text = Files.TextOf(entry.Key),
        });
    }

    private void Unread(string reason) =>
        _problems.Add(TemplateErrors.ResourcesUnknown.About(Text.Path, ("path", Text.Path), ("reason", reason)));
}
