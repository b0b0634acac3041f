using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the settings of a service's functions for which Lambda needs permissions.</summary>
/// <remarks>The framework's lib/plugins/aws/package/compile/functions.js and compile/events.</remarks>
internal sealed class ServerlessSettings(ServerlessService service, ServerlessRoles roles)
{
    private readonly ServerlessGrants _grants = new(service, roles);

    /// <summary>Returns what symbols of the service's resources and functions stand for.</summary>
    public IReadOnlyDictionary<string, string> Shapes()
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["aws:region"] = Symbol.Fixed("AWS::Region"),
            ["aws:accountId"] = Symbol.Fixed("AWS::AccountId"),
        };
        foreach (var id in service.Resources.Ids)
        {
            var properties = service.Variables.Follow(service.Resources[id]!.Value.Node["Properties"]) as MappingNode;
            CfnShapes.Add(shapes, service.Resources.TypeOf(id) ?? "", id, (property, own) => properties?.EntryOf(property) is { } entry
                ? TextOf(entry.Value) ?? Symbol.Anything($"{id}.{property}")
                : own);
        }

        foreach (var function in service.Functions)
            CfnShapes.Add(shapes, CfnFunctionReader.Lambda, function.LogicalId, (_, own) => NameOf(function) ?? own);
        return shapes;
    }

    /// <summary>Returns the settings of a function.</summary>
    public DeclaredSettings Of(ServerlessFunction function)
    {
        if (function.Node is not { } node || function.IsMerged)
        {
            return new()
            {
                FunctionName = Symbol.Fixed(function.LogicalId), Unknown = [$"The settings of function {function.Key} were not read."],
            };
        }

        var draft = new Draft(service);
        if (service.Resources.ChangesTo(function.LogicalId).Any())
            draft.Unknown.Add($"The resources change {function.LogicalId}.");
        if (service.Resources.Ids.FirstOrDefault(id => service.Resources.TypeOf(id) == "AWS::Lambda::EventSourceMapping") is { } mapping)
            draft.Unknown.Add($"Event source mappings among the resources, such as {mapping}, are not read.");
        if (service.ProviderSetting("logs", "lambda", "logGroup") is not null)
            draft.Unknown.Add("What provider.logs.lambda.logGroup requires is not read.");
        Network(draft, node);
        Tracing(draft, node);
        var name = NameOf(function);
        var settings = draft.Settings with
        {
            FunctionName = name ?? Symbol.Fixed(function.LogicalId),
            DeadLetterTargetArn = draft.Text(node, "onError"),
            KmsKeyArn = draft.Text(service.Setting(node, "kmsKeyArn") is null ? service.Provider : node, "kmsKeyArn"),
            LogGroup = draft.Text(service.Setting(node, "logs") as MappingNode, "logGroup"),
            IsDurable = service.Setting(node, "durableConfig") is not null,
            IsWithoutLogs = service.Setting(node, "disableLogs") is { } silent and not ScalarNode { Truth: false },
        };
        if (service.Setting(node, "fileSystemConfig") is { } system)
        {
            if (draft.Text(system as MappingNode, "arn") is { } arn) settings = settings with { FileSystemArns = [arn] };
            else draft.Unknown.Add("The file system was not read.");
        }

        new ServerlessMappings(service, draft.Unknown, draft.Mappings, draft.Open).Add(service.Setting(node, "events"));
        var possible = draft.Possible with { Mappings = draft.Open };
        return settings with
        {
            Mappings = draft.Mappings,
            Possible = possible.IsInVpc || possible.TracingMode is not null || draft.Open.Count > 0 ? possible : null,
            Doubt = service.Plugins.CanAddPermissions ? "Plugins of the service can add permissions, and they were not run." : null,
            Unknown = [.. draft.Unknown.Distinct(StringComparer.Ordinal)],
        };
    }

    private string? NameOf(ServerlessFunction function) =>
        service.Setting(function.Node, "name") is { Tag: not null } or MappingNode
            ? null
            : service.Texts.TextOf(JsonValue.Create(_grants.NameOf(function)));

    private string? TextOf(TemplateNode node) => service.Texts.TextOf(service.Json.Of(node));

    /// <summary>A function's network is that of the provider, unless the function has one, or none.</summary>
    private void Network(Draft draft, MappingNode node)
    {
        var own = service.Setting(node, "vpc");
        var isSet = node.EntryOf("vpc") is not null;
        if (isSet && own is null or ScalarNode { Truth: false }) return;
        var all = service.ProviderSetting("vpc");
        if (own is null && all is null) return;
        var ids = service.Setting(own as MappingNode, "subnetIds") ?? service.Setting(all as MappingNode, "subnetIds");
        var groups = service.Setting(own as MappingNode, "securityGroupIds") ?? service.Setting(all as MappingNode, "securityGroupIds");
        if (own is null or MappingNode && ids is SequenceNode { Items.Count: > 0 } list)
        {
            draft.Settings = draft.Settings with
            {
                IsInVpc = true,
                SubnetIds = Texts(list),
                SecurityGroupIds = groups is SequenceNode other ? Texts(other) : [],
            };
        }
        else if (ids is not SequenceNode)
        {
            draft.Possible = draft.Possible with { IsInVpc = true };
        }
    }

    private List<string> Texts(SequenceNode list)
    {
        var texts = list.Items.Select(TextOf).ToList();
        return texts.Contains(null) ? [] : [.. texts.OfType<string>()];
    }

    private void Tracing(Draft draft, MappingNode node)
    {
        var own = service.Setting(node, "tracing");
        var mode = own ?? service.ProviderSetting("tracing", "lambda");
        if (mode is null or ScalarNode { Value: "PassThrough" or "" }) return;
        if (mode is ScalarNode { Value: "false" } && (own is null || service.ProviderSetting("tracing", "lambda") is null)) return;
        if (mode is ScalarNode { Value: "true" or "Active" }) draft.Settings = draft.Settings with { TracingMode = "Active" };
        else draft.Possible = draft.Possible with { TracingMode = "Active" };
    }

    private sealed class Draft(ServerlessService service)
    {
        public DeclaredSettings Settings { get; set; } = new();

        public DeclaredSettings Possible { get; set; } = new();

        public List<string> Unknown { get; } = [];

        public List<EventSourceMapping> Mappings { get; } = [];

        public List<EventSourceMapping> Open { get; } = [];

        /// <summary>Returns a text; null if it is not set, or if it was not read, which is noted.</summary>
        public string? Text(MappingNode? from, string key)
        {
            if (service.Setting(from, key) is null) return null;
            var text = service.Texts.TextOf(service.Json.Of(from!.EntryOf(key)!.Value));
            if (text is not { Length: > 0 }) Unknown.Add($"{key} was not read.");
            return text;
        }
    }
}
