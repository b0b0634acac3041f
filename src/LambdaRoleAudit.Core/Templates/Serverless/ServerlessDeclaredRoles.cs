using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The roles of a service: the one that the framework makes, and those among its resources.</summary>
internal sealed class ServerlessDeclaredRoles(ServerlessService service, ServerlessRoles roles)
{
    private ILookup<string, string>? _attached;

    /// <summary>Returns the roles.</summary>
    public IEnumerable<DeclaredRole> All()
    {
        if (roles.HasSharedRole) yield return Shared();
        foreach (var id in service.Resources.Ids)
            if (service.Resources.TypeOf(id) == "AWS::IAM::Role" && id != ServerlessService.SharedRole) yield return OfResource(id);
    }

    /// <summary>Returns the role that the framework makes for all functions.</summary>
    public DeclaredRole Shared()
    {
        var place = service.Root.EntryOf("provider")?.Key;
        var role = OfGrant(
            new ServerlessGrants(service, roles).Shared(), ServerlessService.SharedRole,
            service.Scalar(service.ProviderSetting("iam", "role", "name")), new Declaration
            {
                Format = TemplateFormat.Serverless,
                Path = service.Text.Path,
                Line = place?.Line ?? 1,
                Column = place?.Column ?? 1,
                Address = ServerlessService.SharedRole,
            });
        List<string> unknown = [.. role.Unknown];
        List<InlinePolicy> inline = [.. role.InlinePolicies];
        List<InlinePolicy> declared = [];
        Attach(ServerlessService.SharedRole, inline, declared, unknown);
        return role with { InlinePolicies = inline, DeclaredPolicies = declared, Unknown = unknown };
    }

    /// <summary>Returns a role with the provider's path and boundary, and what a grant has.</summary>
    public DeclaredRole OfGrant(ServerlessGrant grant, string address, string? name, Declaration declaration)
    {
        var unknown = new List<string>(grant.Unknown);
        var boundary = Boundary() is { } node ? Text(service.Json.Of(node), "The permissions boundary", unknown) : null;
        return new()
        {
            Address = address,
            RoleName = Plain(name),
            Declaration = declaration,
            Path = service.Scalar(service.ProviderSetting("iam", "role", "path")) is { } path
                ? service.Texts.TextOf(JsonValue.Create(path)) ?? "/"
                : "/",
            TrustPolicy = ServerlessText.Json(TrustOf(grant)),
            InlinePolicies = grant.Statements.Count == 0
                ? []
                : [new("lambda", DocumentOf(grant.Statements, unknown))],
            ManagedPolicyArns = [.. grant.ManagedPolicies.Select(policy => Text(policy, "A managed policy", unknown)).OfType<string>()
                .Distinct(StringComparer.Ordinal)],
            PermissionsBoundaryArn = boundary,
            PermissionsBoundaryDocument = DocumentOf(service.Json.Of(Boundary())),
            Unknown = [.. unknown.Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>The boundary's setting, under each of its names.</summary>
    public TemplateNode? Boundary() => service.ProviderSetting("iam", "role", "permissionsBoundary")
        ?? service.ProviderSetting("iam", "role", "permissionBoundary") ?? service.ProviderSetting("rolePermissionsBoundary");

    /// <summary>The trust policy of a role that the framework makes.</summary>
    public static JsonObject TrustOf(ServerlessGrant grant) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject
            {
                ["Service"] = new JsonArray([.. grant.Trust.OrderBy(one => one != "lambda.amazonaws.com")
                    .Select(one => JsonValue.Create(one))]),
            },
            ["Action"] = new JsonArray("sts:AssumeRole"),
        }),
    };

    private DeclaredRole OfResource(string id)
    {
        var (key, node) = service.Resources[id]!.Value;
        var properties = service.Json.Of(node["Properties"]) as JsonObject ?? [];
        var unknown = new List<string>();
        var inline = new List<InlinePolicy>();
        if (properties["Policies"] is JsonArray policies)
            foreach (var policy in policies) Inline(policy as JsonObject, inline, unknown);
        else if (properties["Policies"] is not null) unknown.Add("Policies is not a list.");
        var managed = new List<string>();
        var declared = new List<InlinePolicy>();
        if (properties["ManagedPolicyArns"] is JsonArray arns)
        {
            foreach (var arn in arns)
            {
                if (ReferenceOf(arn) is { } named && service.Resources.TypeOf(named) == "AWS::IAM::ManagedPolicy")
                    Declared(named, declared, unknown);
                else if (Text(arn, "A managed policy", unknown) is { } text) managed.Add(text);
            }
        }
        else if (properties["ManagedPolicyArns"] is not null)
        {
            unknown.Add("ManagedPolicyArns is not a list.");
        }

        Attach(id, inline, declared, unknown);
        var file = service.Files.TextOf(key);
        return new()
        {
            Address = id,
            RoleName = properties["RoleName"] is { } name ? Plain(service.Texts.TextOf(name)) : null,
            Declaration = new()
            {
                Format = TemplateFormat.Serverless, Path = file.Path, Line = key.Line, Column = key.Column, Address = id,
            },
            Path = properties["Path"] is { } path ? service.Texts.TextOf(path) ?? "/" : "/",
            TrustPolicy = properties["AssumeRolePolicyDocument"] is JsonObject trust
                ? ServerlessText.Json(service.Texts.Policy(trust, unknown))
                : null,
            InlinePolicies = inline,
            ManagedPolicyArns = managed,
            DeclaredPolicies = [.. declared.DistinctBy(policy => policy.PolicyName)],
            PermissionsBoundaryArn = properties["PermissionsBoundary"] is { } boundary
                ? Text(boundary, "The permissions boundary", unknown)
                : null,
            PermissionsBoundaryDocument = DocumentOf(properties["PermissionsBoundary"]),
            Unknown = [.. unknown.Distinct(StringComparer.Ordinal)],
            Node = node,
        };
    }

    /// <summary>The policies among the resources that attach themselves to a role.</summary>
    public IEnumerable<string> Attached(string role) => (_attached ??= service.Resources.Ids
        .SelectMany(id => RolesOf(id).Select(named => (Role: named, Policy: id))).ToLookup(one => one.Role, one => one.Policy))[role];

    private IEnumerable<string> RolesOf(string id)
    {
        var properties = service.Resources[id]?.Node["Properties"] as MappingNode;
        IEnumerable<JsonNode?> named = service.Resources.TypeOf(id) switch
        {
            "AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" => service.Json.Of(properties?["Roles"]) as JsonArray ?? [],
            "AWS::IAM::RolePolicy" => [service.Json.Of(properties?["RoleName"])],
            _ => [],
        };
        return named.Select(ReferenceOf).OfType<string>().Distinct(StringComparer.Ordinal);
    }

    private void Attach(string role, List<InlinePolicy> inline, List<InlinePolicy> declared, List<string> unknown)
    {
        foreach (var reason in service.Resources.Unknown) unknown.Add($"A resource that was not read can attach policies: {reason}.");
        foreach (var other in Attached(role))
        {
            if (service.Resources.TypeOf(other) == "AWS::IAM::ManagedPolicy") Declared(other, declared, unknown);
            else Inline(service.Json.Of(service.Resources[other]?.Node["Properties"]) as JsonObject, inline, unknown);
        }
    }

    private static string? ReferenceOf(JsonNode? node) =>
        node is JsonObject call && ServerlessText.Function(call) is ("Ref", JsonValue id) ? id.ToString() : null;

    private void Inline(JsonObject? policy, List<InlinePolicy> inline, List<string> unknown)
    {
        if (policy?["PolicyDocument"] is not JsonObject document || ServerlessText.Function(policy) is not null)
            unknown.Add("A policy has no document that can be read.");
        else inline.Add(new(
            Text(policy["PolicyName"], "A policy's name", unknown) ?? "policy",
            ServerlessText.Json(service.Texts.Policy(document, unknown))));
    }

    private void Declared(string id, List<InlinePolicy> declared, List<string> unknown)
    {
        var properties = service.Json.Of(service.Resources[id]?.Node["Properties"]) as JsonObject;
        if (properties?["PolicyDocument"] is JsonObject document)
            declared.Add(new(id, ServerlessText.Json(service.Texts.Policy(document, unknown))));
        else unknown.Add($"The document of {id} was not read.");
    }

    /// <summary>The document of a boundary among the resources; null for any other one, and if not all of it is read.</summary>
    private string? DocumentOf(JsonNode? boundary)
    {
        if (ReferenceOf(boundary) is not { } named || service.Resources.TypeOf(named) != "AWS::IAM::ManagedPolicy") return null;
        List<string> unread = [];
        List<InlinePolicy> declared = [];
        Declared(named, declared, unread);
        return unread.Count == 0 && declared is [var one] ? one.Document : null;
    }

    private string DocumentOf(IEnumerable<JsonNode> statements, List<string> unknown) => ServerlessText.Json(new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select(statement => service.Texts.Policy(statement, unknown))]),
    });

    private string? Text(JsonNode? value, string what, List<string> unknown)
    {
        if (service.Texts.TextOf(value) is { } text) return text;
        unknown.Add($"{what} is {value?.ToJsonString() ?? "null"}.");
        return null;
    }

    private static string? Plain(string? name) => name is null || Symbol.IsIn(name) || ServerlessVariable.In(name).Any() ? null : name;
}
