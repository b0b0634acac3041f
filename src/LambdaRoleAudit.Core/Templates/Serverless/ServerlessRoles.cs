using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Decides which role each function of a service has: its own <c>role</c>; the provider's (<c>provider.iam.role</c>, once
/// <c>provider.role</c>); a role of its own that release 4 or the plugin makes; or the one role that the framework makes for all others.
/// </summary>
/// <remarks>
/// https://www.serverless.com/framework/docs/providers/aws/guide/iam; the order is that of <c>getCustomExecutionRole</c> in the
/// framework's provider.js and of <c>createRolesPerFunction</c> in release 4 (roles-per-function.js).
/// </remarks>
internal sealed partial class ServerlessRoles(ServerlessService service)
{
    private Dictionary<string, string>? _named;

    /// <summary>Returns the role of a function.</summary>
    public RoleUse Of(ServerlessFunction function)
    {
        if (function.Node is not { } node)
            return Unknown($"its settings are {Shown(function.Written)}, which was not read", function.Written);
        if (function.IsMerged) return Unknown("it is declared in parts, which the framework merges", function.KeyNode);
        foreach (var properties in service.Resources.ChangesTo(function.LogicalId))
            if (properties["Role"] is { } changed) return OfCloudFormation(changed);
        if (service.Setting(node, "role") is { } own) return Named(own);
        return OfProvider() ?? Made(function, node);
    }

    /// <summary>Returns the role of an <c>AWS::Lambda::Function</c> among the resources. A text is an ARN there.</summary>
    public RoleUse OfCloudFormation(TemplateNode? written) => service.Variables.Follow(written) switch
    {
        null => Unknown("Role is not set", null),
        ScalarNode { Tag: null } text => OfArn(service.Variables.TextOf(text), text),
        var call => Called(call),
    };

    /// <summary>True if some function has the role that the framework makes for all.</summary>
    public bool HasSharedRole => service.Functions.Any(function => Of(function) is { RoleAddress: ServerlessService.SharedRole });

    /// <summary>The role that the provider names for all functions; null if the framework makes one.</summary>
    private RoleUse? OfProvider()
    {
        if (service.Provider is null) return Unknown("provider was not read", service.Root["provider"]);
        var iam = service.ProviderSetting("iam");
        var role = service.ProviderSetting("iam", "role");
        if (iam is ScalarNode) return Unknown($"provider.iam is {Shown(iam)}, which was not read", iam);
        // A variable can be a role's ARN, or the settings of the role that the framework makes. Either way, earlier releases make one role
        // for all; release 4 can make one for each function.
        if (role is ScalarNode { Tag: null } text && ServerlessVariable.FileOf(Inner(text)) is not null && !service.Release.IsBeforeFour)
            return Unknown($"provider.iam.role is {Shown(text)}, which was not read", text);
        if (role is ScalarNode or MappingNode { Tag: not null } or SequenceNode) return Named(role);
        if (role is MappingNode mapping && mapping.AllEntries.Any(entry => entry.Key.Value.Contains("::", StringComparison.Ordinal)))
            return Named(role);
        return service.ProviderSetting("role") is { } old ? Named(old) : null;
    }

    private RoleUse Made(ServerlessFunction function, MappingNode node)
    {
        var plugins = service.Plugins;
        if (plugins.Other is { } other) return Unknown($"the plugin {other} decides it", null);
        var statements = node.EntryOf("iamRoleStatements") is not null;
        if (plugins.HasRolesPerFunction) return statements ? Own(function) : Shared();
        if (service.Release.IsBeforeFour)
            return statements && !plugins.IsComplete ? Unknown("it has iamRoleStatements, and not all plugins are known", null) : Shared();
        if (service.ProviderSetting("iam", "role", "mode") is { } mode)
        {
            if (service.Scalar(mode) == "perFunction") return Own(function);
            if (service.Scalar(mode) != "shared")
                return Unknown($"provider.iam.role.mode is {Shown(mode)}, which is known at deployment only", mode);
        }

        var iam = service.Setting(node, "iam");
        var role = service.Setting(node, "iam", "role");
        if (iam is ScalarNode || role is ScalarNode)
            return Unknown($"its iam settings are {Shown((role ?? iam)!)}, which was not read", role ?? iam);
        if (role is MappingNode own && (own.EntryOf("statements") is not null
            || service.Setting(own, "managedPolicies") is ScalarNode or SequenceNode { Items.Count: > 0 })) return Own(function);
        if (!statements) return Shared();
        return service.Release.IsFour && plugins.IsComplete
            ? Own(function)
            : Unknown(
                "it has iamRoleStatements, of which release 4 of the framework makes a role, and earlier ones only with the plugin "
                + $"{ServerlessPlugins.RolesPerFunction}; frameworkVersion does not tell which release it is", null);
    }

    /// <summary>Returns the role that a <c>role</c> setting names. A text without a colon is a logical id.</summary>
    private RoleUse Named(TemplateNode node)
    {
        if (node is not ScalarNode { Tag: null } scalar) return Called(node);
        var text = service.Variables.TextOf(scalar).Trim();
        return LogicalId().IsMatch(text) ? Resource(text, node) : OfArn(text, node);
    }

    /// <summary>An ARN that has the name of a role of the service is that role: a function's role is always in its own account.</summary>
    private RoleUse OfArn(string arn, TemplateNode node) =>
        Name().Match(arn) is { Success: true } name && RoleNamed(name.Groups[1].Value) is { } id
            ? Resource(id, node)
            : Imported(arn, node);

    /// <summary>Returns the logical id of the role with a name; null if there is none. Names differ in more than their case.</summary>
    private string? RoleNamed(string name)
    {
        if (_named is null)
        {
            _named = new(StringComparer.OrdinalIgnoreCase);
            foreach (var id in service.Resources.Ids.Where(id => service.Resources.TypeOf(id) == "AWS::IAM::Role"))
            {
                var written = (service.Resources[id]!.Value.Node["Properties"] as MappingNode)?["RoleName"];
                if (written is not null && service.Texts.TextOf(service.Json.Of(written)) is { Length: > 0 } text)
                    _named.TryAdd(Symbol.Shown(text), id);
            }
        }

        return _named.GetValueOrDefault(name);
    }

    /// <summary>Returns the role that a function of CloudFormation names.</summary>
    private RoleUse Called(TemplateNode node)
    {
        if (service.Json.Of(node) is not JsonObject json || ServerlessText.Function(json) is not var (name, argument))
            return Unknown("it is neither text nor a function of CloudFormation", node);
        if (name == "Fn::GetAtt" && argument is JsonArray { Count: 2 } path && path[1]?.ToString() == "Arn" && path[0] is JsonValue id)
            return Resource(id.ToString(), node);
        if (name == "Fn::GetAtt" && argument is JsonValue dotted && dotted.ToString() is var joined
            && joined.EndsWith(".Arn", StringComparison.Ordinal)) return Resource(joined[..^".Arn".Length], node);
        if (name is not ("Ref" or "Fn::GetAtt" or "Fn::Sub" or "Fn::Join" or "Fn::ImportValue"))
            return Unknown($"{name} decides which role it is", node);
        var text = Symbol.Shown(service.Texts.TextOf(json) ?? "");
        if (OneArn().Match(text) is { Success: true } arn) return Resource(arn.Groups[1].Value, node);
        return text.Length == 0 ? Unknown("it is empty", node) : OfArn(text, node);
    }

    private RoleUse Resource(string id, TemplateNode node) => new()
    {
        Tie = id == ServerlessService.SharedRole || service.Resources.TypeOf(id) == "AWS::IAM::Role" ? RoleTie.Declared : RoleTie.Imported,
        Key = KeyOf(id),
        RoleAddress = id == ServerlessService.SharedRole || service.Resources.TypeOf(id) == "AWS::IAM::Role" ? id : null,
        Node = node,
    };

    private static RoleUse Imported(string key, TemplateNode node) => new() { Tie = RoleTie.Imported, Key = key, Node = node };

    private static RoleUse Own(ServerlessFunction function) => new() { Tie = RoleTie.Generated, Key = KeyOf(function.OwnRole) };

    private static RoleUse Shared() => new()
    {
        Tie = RoleTie.Declared,
        Key = KeyOf(ServerlessService.SharedRole),
        RoleAddress = ServerlessService.SharedRole,
    };

    private static RoleUse Unknown(string reason, TemplateNode? node) =>
        new() { Tie = RoleTie.Unknown, Key = "", Reason = reason, Node = node };

    private static string KeyOf(string id) => $"${{{id}.Arn}}";

    private static string Shown(TemplateNode node) => node.Target is ScalarNode scalar ? scalar.Value : "a value";

    /// <summary>The first source of a variable that is a complete text; the text itself otherwise.</summary>
    private static string Inner(ScalarNode node) => ServerlessVariable.Whole(node.Value)?.Sources[0] ?? node.Value;

    [GeneratedRegex(@"^[a-zA-Z0-9]+$")]
    private static partial Regex LogicalId();

    /// <summary>The name in an ARN of a role.</summary>
    [GeneratedRegex(@"^arn:(?:[a-z-]+|\$\{AWS::Partition\}):iam::(?:[0-9]{12}|\$\{AWS::AccountId\}):role/(?:[^/]*/)*([^/]+)$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\$\{([a-zA-Z0-9]+)\.Arn\}$")]
    private static partial Regex OneArn();
}
