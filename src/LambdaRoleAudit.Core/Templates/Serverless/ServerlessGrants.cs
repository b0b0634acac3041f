using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>What the framework grants: to all functions with the role that it makes for them, and what of it is for one function.</summary>
/// <remarks>The framework's lib/plugins/aws/package/lib/merge-iam-templates.js and compile/functions.js, release 3.40.</remarks>
internal sealed class ServerlessGrants(ServerlessService service, ServerlessRoles roles)
{
    private const string Logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:";

    /// <summary>The actions of the framework's two statements about logs.</summary>
    private static readonly string[][] LogActions = [["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"],
        ["logs:PutLogEvents"]];

    /// <summary>True for the actions of a statement about logs that the framework adds to each role.</summary>
    public static bool AreLogs(IEnumerable<string> actions) => LogActions.Any(one => one.SequenceEqual(actions));

    /// <summary>The stage, as a variable of the file. The command line can change it, so it is never plain text.</summary>
    public string Stage => service.Release.IsOld ? "${opt:stage, self:provider.stage, 'dev'}" : "${sls:stage}";

    /// <summary>The service's name, as a variable of the file.</summary>
    public string Service => service.Root["service"] is MappingNode ? "${self:service.name}" : "${self:service}";

    /// <summary>Returns what the role that the framework makes grants.</summary>
    public ServerlessGrant Shared()
    {
        var grant = new ServerlessGrant();
        Log(grant);
        grant.Add(OfProvider());
        foreach (var function in service.Functions)
        {
            // A function with a role of its own in release 4 adds nothing to the shared one since 4.40; before, it does. Less is certain.
            if (!service.Plugins.HasRolesPerFunction && roles.Of(function).Tie == RoleTie.Generated) continue;
            grant.Add(Settings(function));
        }

        if (service.ProviderSetting("vpc") is not null || service.Functions.Any(function => function.Node?.EntryOf("vpc") is not null))
            AddVpc(grant);
        if (service.Resources.ChangesTo(ServerlessService.SharedRole).Any())
            grant.Unknown.Add("resources changes the role that the framework makes.");
        return grant;
    }

    /// <summary>Returns what one function needs of the framework's role: its logs, its settings, and what the provider adds.</summary>
    public ServerlessGrant Own(ServerlessFunction function)
    {
        var grant = new ServerlessGrant();
        if (IsWithoutLogs(function)) grant.Add(DenyLogs([LogGroup(function)]));
        else
            foreach (var (actions, end) in LogActions.Zip(["", ":*"]))
                grant.Allow(actions, ServerlessEvents.Sub($"{Logs}{LogGroup(function)}:*{end}"), "logs");
        grant.Add(OfProvider());
        grant.Add(Settings(function));
        var vpc = service.Setting(function.Node, "vpc");
        var isOff = function.Node?.EntryOf("vpc") is not null && vpc is null or ScalarNode { Truth: false };
        if (vpc is not null && !isOff || vpc is null && !isOff && service.ProviderSetting("vpc") is not null) AddVpc(grant);
        return grant;
    }

    /// <summary>Returns what a function's settings and events add to its role.</summary>
    public ServerlessGrant Settings(ServerlessFunction function)
    {
        var grant = new ServerlessGrant();
        if (function.Node is not { } node)
        {
            grant.Unknown.Add($"The settings of function {function.Key} were not read.");
            return grant;
        }

        var name = NameOf(function);
        if (Text(node, "onError") is { } target) grant.Allow(["sns:Publish"], target, "onError");
        if (Text(service.Setting(node, "kmsKeyArn") is null ? service.Provider : node, "kmsKeyArn") is { } key)
            grant.Allow(["kms:Decrypt"], key, "kmsKeyArn");
        if (IsOn(service.Setting(node, "tracing")) || IsOn(service.ProviderSetting("tracing", "lambda")))
            grant.Allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*", "tracing");
        if (service.Setting(node, "fileSystemConfig") is MappingNode files) FileSystem(files, grant);
        if (service.Setting(node, "durableConfig") is not null) grant.Unknown.Add("What durableConfig adds to the role is not known.");
        Destinations(service.Setting(node, "destinations"), grant);
        switch (service.Setting(node, "events"))
        {
            case SequenceNode list:
                foreach (var item in list.Items) Event(service.Variables.Follow(item), grant, name);
                break;
            case not null:
                grant.Unknown.Add($"The events of function {function.Key} were not read.");
                break;
        }

        return grant;
    }

    /// <summary>Returns the function's name as a text of the file.</summary>
    public string NameOf(ServerlessFunction function) =>
        service.Setting(function.Node, "name") is ScalarNode name ? name.Value : $"{Service}-{Stage}-{function.Key}";

    private string LogGroup(ServerlessFunction function) =>
        service.Setting(function.Node, "logs", "logGroup") is ScalarNode group ? group.Value : $"/aws/lambda/{NameOf(function)}";

    /// <summary>Returns the statements, the managed policies and the trust that the provider's settings add.</summary>
    public ServerlessGrant OfProvider()
    {
        var grant = new ServerlessGrant();
        grant.Trust.Add("lambda.amazonaws.com");
        if (List("statements", "iamRoleStatements", grant) is { } statements)
        {
            foreach (var statement in statements)
            {
                if (statement is JsonObject one && ServerlessText.Function(one) is null) grant.Add(one);
                else grant.Unknown.Add($"A statement of the provider is {statement?.ToJsonString() ?? "null"}.");
            }
        }

        foreach (var policy in List("managedPolicies", "iamManagedPolicies", grant) ?? [])
            if (policy is not null) grant.ManagedPolicies.Add(policy.DeepClone());
        if (service.ProviderSetting("logs", "lambda", "logGroup") is not null)
            grant.Unknown.Add("What provider.logs.lambda.logGroup adds to the role is not known.");
        return grant;
    }

    private JsonArray? List(string key, string old, ServerlessGrant grant)
    {
        var node = service.ProviderSetting("iam", "role", key) ?? service.ProviderSetting(old);
        if (node is null) return null;
        if (service.Json.Of(node) is JsonArray list) return list;
        grant.Unknown.Add($"The provider's {key} were not read: {(node as ScalarNode)?.Value ?? "not a list"}.");
        return null;
    }

    /// <summary>
    /// The logs of all functions by the beginning that their names have in common, and of each function with a name of its own.
    /// </summary>
    private void Log(ServerlessGrant grant)
    {
        var groups = new List<string>();
        var isCommon = false;
        var disabled = new List<string>();
        foreach (var function in service.Functions)
        {
            var off = IsWithoutLogs(function);
            var common = IsCommon(function);
            isCommon |= common && !off;
            if (common && off) disabled.Add($"/aws/lambda/{NameOf(function)}");
            else if (!common && !off) groups.Add(LogGroup(function));
        }

        if (isCommon) groups.Add($"/aws/lambda/{Service}-{Stage}*");
        if (groups.Count == 0) return;
        foreach (var (actions, end) in LogActions.Zip(["", ":*"]))
            grant.Allow(actions, new JsonArray([.. groups.Select(group => ServerlessEvents.Sub($"{Logs}{group}:*{end}"))]), "logs");
        if (isCommon && disabled.Count > 0) grant.Add(DenyLogs(disabled));
    }

    private static JsonObject DenyLogs(IEnumerable<string> groups) => new()
    {
        ["Effect"] = "Deny",
        ["Action"] = new JsonArray("logs:PutLogEvents"),
        ["Resource"] = new JsonArray([.. groups.Select(group => ServerlessEvents.Sub($"{Logs}{group}:*"))]),
    };

    /// <summary>True if the function has no log group and may not write to one.</summary>
    public bool IsWithoutLogs(ServerlessFunction function) =>
        service.Setting(function.Node, "disableLogs") is { } node and not ScalarNode { Truth: false };

    private bool IsCommon(ServerlessFunction function) =>
        service.Setting(function.Node, "logs", "logGroup") is null
        && service.Variables.TextOf(NameOf(function)).StartsWith(
            service.Variables.TextOf($"{Service}-{Stage}"), StringComparison.Ordinal);

    private static void AddVpc(ServerlessGrant grant) => grant.ManagedPolicies.Add(new JsonObject
    {
        ["Fn::Sub"] = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    });

    private void Event(TemplateNode? node, ServerlessGrant grant, string name)
    {
        switch (node)
        {
            // "- schedule" without settings is not valid, but "- websocket" and "- http" with null are.
            case MappingNode mapping when mapping.AllEntries.FirstOrDefault() is { } entry:
                if (service.Variables.Follow(entry.Value) is ScalarNode { Tag: null } text && IsUnreadFile(text))
                    grant.Unknown.Add($"The event {entry.Key.Value} is {text.Value}, which was not read.");
                else ServerlessEvents.Add(entry.Key.Value, service.Json.Of(entry.Value), grant, service, name);
                break;
            default:
                grant.Unknown.Add($"An event is {(node as ScalarNode)?.Value ?? "not a mapping"}, which was not read.");
                break;
        }
    }

    private void FileSystem(MappingNode settings, ServerlessGrant grant)
    {
        var arn = service.Json.Of(settings["arn"]);
        var isS3 = service.Scalar(settings["type"]) == "s3files"
            || arn is JsonValue text && text.ToString().Contains(":s3files:", StringComparison.Ordinal);
        var prefix = isS3 ? "s3files" : "elasticfilesystem";
        grant.Allow([$"{prefix}:ClientMount", $"{prefix}:ClientWrite"], arn, "fileSystemConfig");
    }

    private void Destinations(TemplateNode? settings, ServerlessGrant grant)
    {
        if (settings is null) return;
        if (settings is not MappingNode mapping)
        {
            grant.Unknown.Add("The destinations were not read.");
            return;
        }

        foreach (var key in (string[])["onSuccess", "onFailure"])
        {
            if (service.Json.Of(mapping[key]) is not { } target) continue;
            var typed = target as JsonObject;
            var action = typed is not null ? typed["type"]?.ToString() switch
            {
                "function" => "lambda:InvokeFunction",
                "sqs" => "sqs:SendMessage",
                "sns" => "sns:Publish",
                "eventBus" => "events:PutEvents",
                _ => null,
            }
                : ActionOf(service.Variables.TextOf(target.ToString()));
            if (action is null)
                grant.Unknown.Add($"The destination {target.ToJsonString()} names a function, or its service is not known.");
            else grant.Allow([action], typed?["arn"] ?? target, "destinations");
        }
    }

    private static string? ActionOf(string arn) => arn switch
    {
        _ when !arn.StartsWith("arn:", StringComparison.Ordinal) => null,
        _ when arn.Contains(":function:", StringComparison.Ordinal) => "lambda:InvokeFunction",
        _ when arn.Contains(":sqs:", StringComparison.Ordinal) => "sqs:SendMessage",
        _ when arn.Contains(":sns:", StringComparison.Ordinal) => "sns:Publish",
        _ when arn.Contains(":event-bus/", StringComparison.Ordinal) => "events:PutEvents",
        _ => null,
    };

    /// <summary>The framework adds a permission only if the value is text, not a function of CloudFormation.</summary>
    private JsonNode? Text(MappingNode? from, string key) =>
        service.Setting(from, key) is ScalarNode { Tag: null } ? service.Json.Of(from![key]) : null;

    private static bool IsOn(TemplateNode? node) => node is ScalarNode { IsNull: false } scalar && scalar.Value is not ("false" or "");

    private static bool IsUnreadFile(ScalarNode text) =>
        ServerlessVariable.Whole(text.Value) is { } variable && ServerlessVariable.FileOf(variable.Sources[0]) is not null;
}
