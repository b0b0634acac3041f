using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>Makes the resource of a function's new role, in CloudFormation's JSON with the texts of the file.</summary>
internal sealed class ServerlessNewRole(ServerlessService service, ServerlessDeclaredRoles declared)
{
    /// <summary>The longest name of a role.</summary>
    private const int LongestName = 64;

    /// <summary>Returns a role with a grant, and the path, boundary and tags of the role that the framework makes.</summary>
    public JsonObject OfGrant(ServerlessGrant grant)
    {
        var properties = new JsonObject { ["AssumeRolePolicyDocument"] = ServerlessDeclaredRoles.TrustOf(grant) };
        if (service.Json.Of(service.ProviderSetting("iam", "role", "path")) is { } path) properties["Path"] = path;
        if (service.Json.Of(declared.Boundary()) is { } boundary) properties["PermissionsBoundary"] = boundary;
        if (service.Json.Of(service.ProviderSetting("iam", "role", "tags")) is JsonObject tags)
            properties["Tags"] = new JsonArray(
                [.. tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value?.DeepClone() })]);
        var managed = new JsonArray([.. grant.ManagedPolicies.Select(policy => policy.DeepClone())]);
        if (managed.Count > 0) properties["ManagedPolicyArns"] = managed;
        var policies = new JsonArray();
        if (grant.Statements.Count > 0)
        {
            policies.Add((JsonNode)new JsonObject
            {
                ["PolicyName"] = "lambda",
                ["PolicyDocument"] = new JsonObject
                {
                    ["Version"] = "2012-10-17",
                    ["Statement"] = new JsonArray([.. grant.Statements.Select(statement => statement.DeepClone())]),
                },
            });
            properties["Policies"] = policies;
        }

        var role = new JsonObject { ["Type"] = "AWS::IAM::Role", ["Properties"] = properties };
        AddAttached(role, ServerlessService.SharedRole);
        return role;
    }

    /// <summary>Returns a copy of a role among the resources, with what other resources attach to it. A name gets an ending.</summary>
    public JsonObject CopyOf(string id, ServerlessFunction function)
    {
        if (service.Resources[id] is not var (_, node)) throw new ServerlessBlocked(ServerlessIssues.ResourcesElsewhere("in another file"));
        if (service.Json.Of(node) is not JsonObject role || !service.Json.IsWhole || role["Properties"] is not JsonObject properties)
            throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(node.Line));
        if (properties["RoleName"] is { } name) properties["RoleName"] = Renamed(name, function);
        AddAttached(role, id);
        return role;
    }

    private static JsonNode Renamed(JsonNode name, ServerlessFunction function)
    {
        if (name is not JsonValue text)
            return new JsonObject { ["Fn::Join"] = new JsonArray("-", new JsonArray(name.DeepClone(), function.Key)) };
        return Ended(text.ToString(), function);
    }

    /// <summary>Returns a role's name with the function's key at the end, shorter if the name is too long for IAM.</summary>
    public static JsonValue Ended(string name, ServerlessFunction function)
    {
        var named = $"{name}-{function.Key}";
        // A text without variables is as long as it is.
        if (named.Length <= LongestName || named.Contains("${", StringComparison.Ordinal)) return JsonValue.Create(named);
        var end = "-" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(named)))[..8].ToLowerInvariant();
        return JsonValue.Create(named[..(LongestName - end.Length)] + end);
    }

    /// <summary>
    /// True if the name that the framework or a plugin gives a new role can be too long. Without a name of its own it is
    /// {service}-{stage}-{function}-{region}; the stage has a few characters, and a region at most 14.
    /// </summary>
    public bool MayBeLong(ServerlessFunction function, string? name, string serviceName) => name is not null
        ? service.Variables.TextOf(name).Length > LongestName
        : service.Variables.TextOf(serviceName).Length + function.Key.Length + "-".Length * 3 + "production".Length + 14 > LongestName;

    private void AddAttached(JsonObject role, string id)
    {
        var properties = (JsonObject)role["Properties"]!;
        foreach (var other in declared.Attached(id))
        {
            if (service.Resources.TypeOf(other) == "AWS::IAM::ManagedPolicy")
            {
                List(properties, "ManagedPolicyArns").Add((JsonNode)new JsonObject { ["Ref"] = other });
                continue;
            }

            if (service.Json.Of(service.Resources[other]?.Node["Properties"]) is not JsonObject policy) continue;
            List(properties, "Policies").Add((JsonNode)new JsonObject
            {
                ["PolicyName"] = policy["PolicyName"]?.DeepClone(),
                ["PolicyDocument"] = policy["PolicyDocument"]?.DeepClone(),
            });
        }
    }

    private static JsonArray List(JsonObject properties, string key)
    {
        if (properties[key] is JsonArray list) return list;
        if (properties[key] is not null) throw new ServerlessBlocked(ServerlessIssues.NotDetermined([$"{key} is not a list."]));
        var made = new JsonArray();
        properties[key] = made;
        return made;
    }
}
