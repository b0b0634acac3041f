using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the roles of a plan or a state with their policies, from whichever resource attaches them.</summary>
internal sealed class TerraformJsonRoles
{
    /// <summary>The most reasons to which an attachment to an unknown role is added, since it is added to each role.</summary>
    private const int MostDoubts = 20;

    private const string Later = "is not known before the plan is applied";

    private readonly TerraformResources _resources;
    private readonly TerraformOrigins _origins;
    private readonly string _path;
    private readonly Dictionary<TerraformResource, Draft> _drafts = [];
    private readonly Dictionary<string, TerraformResource> _policiesByArn = new(StringComparer.Ordinal);

    private TerraformJsonRoles(TerraformResources resources, TerraformOrigins origins, string path)
    {
        (_resources, _origins, _path) = (resources, origins, path);
        foreach (var role in resources.OfType("aws_iam_role")) _drafts[role] = new();
        foreach (var policy in resources.OfType("aws_iam_policy"))
            if (policy.Text("arn") is { } arn) _policiesByArn.TryAdd(arn, policy);
    }

    /// <summary>Reads the roles, in the order of the file.</summary>
    public static IReadOnlyList<DeclaredRole> Read(TerraformResources resources, TerraformOrigins origins, string path)
    {
        var roles = new TerraformJsonRoles(resources, origins, path);
        foreach (var role in roles._drafts.Keys.ToList()) roles.ReadOwn(role);
        foreach (var resource in resources.All.Where(one => !one.IsData)) roles.ReadAttached(resource);
        return roles._drafts.Select(entry => roles.Of(entry.Key, entry.Value)).ToList();
    }

    private sealed class Draft
    {
        /// <summary>By name: a state lists policies of aws_iam_role_policy in the role, too.</summary>
        public Dictionary<string, InlinePolicy> Inline { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Managed { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, InlinePolicy> Declared { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);
    }

    private void ReadOwn(TerraformResource role)
    {
        var draft = _drafts[role];
        foreach (var policy in TerraformJson.Items(TerraformJson.Of(role.Values, "inline_policy")))
        {
            var name = TerraformJson.Text(policy, "name") is { Length: > 0 } text ? text : null;
            if (TerraformJson.Text(policy, "policy") is { Length: > 0 } document)
                Add(draft, draft.Inline, name ?? "", document, role.Address);
            // An empty block says only that the role has no inline policies of its own.
            else if (name is not null || role.IsUnknown("inline_policy")) draft.Unknown.Add($"The inline policy {name} {Later}.");
        }

        if (role.IsUnknown("inline_policy")) draft.Unknown.Add($"inline_policy of {role.Address} {Later}.");
        foreach (var arn in TerraformJson.Texts(TerraformJson.Of(role.Values, "managed_policy_arns"))) AddManaged(draft, arn);
        if (role.IsUnknown("managed_policy_arns")) AddUnknownPolicies(draft, role, "managed_policy_arns");
        if (role.Text("assume_role_policy") is null) draft.Unknown.Add($"assume_role_policy of {role.Address} {Later}.");
        if (role.IsUnknown("path")) draft.Unknown.Add($"path of {role.Address} {Later}.");
    }

    private static void Add(Draft draft, Dictionary<string, InlinePolicy> policies, string name, string document, string address)
    {
        if (!PolicyJson.IsAmbiguous(document)) policies[name] = new(name, document);
        else draft.Unknown.Add($"The JSON of the policy {name} in {address} is not valid: a key appears twice, for example.");
    }

    private void ReadAttached(TerraformResource resource)
    {
        switch (resource.Type)
        {
            case "aws_iam_role_policy":
                foreach (var draft in RolesOf(resource, "role"))
                {
                    var name = resource.Text("name") ?? resource.Address;
                    if (resource.Text("policy") is { } document) Add(draft, draft.Inline, name, document, resource.Address);
                    else draft.Unknown.Add($"policy of {resource.Address} {Later}.");
                }

                break;
            case "aws_iam_role_policy_attachment":
                foreach (var draft in RolesOf(resource, "role")) AddPolicies(draft, resource, "policy_arn");
                break;
            case "aws_iam_policy_attachment":
                foreach (var draft in RolesOf(resource, "roles")) AddPolicies(draft, resource, "policy_arn");
                break;
            case "aws_iam_role_policy_attachments_exclusive":
                foreach (var draft in RolesOf(resource, "role_name")) AddPolicies(draft, resource, "policy_arns");
                break;
        }
    }

    /// <summary>Returns the roles that a resource is attached to. If that is not known, it can be any: each role says so.</summary>
    private List<Draft> RolesOf(TerraformResource resource, string attribute)
    {
        var value = TerraformJson.Of(resource.Values, attribute);
        var names = value.ValueKind == JsonValueKind.Array ? TerraformJson.Texts(value).ToList()
            : TerraformJson.Text(value) is { } name ? [name] : [];
        var roles = names.SelectMany(_resources.RolesNamed).ToHashSet();
        if (resource.IsUnknown(attribute))
        {
            var origins = _origins.All(resource, attribute);
            roles.UnionWith(origins.Select(origin => origin.Resource).OfType<TerraformResource>().Where(_drafts.ContainsKey));
            if (origins.Count == 0 || origins.Any(origin => origin.Reason is not null))
                foreach (var any in _drafts.Values.Where(one => one.Unknown.Count < MostDoubts))
                    any.Unknown.Add($"{resource.Address} attaches a policy to a role that {Later}.");
        }

        return roles.Select(role => _drafts[role]).ToList();
    }

    private void AddPolicies(Draft draft, TerraformResource resource, string attribute)
    {
        var value = TerraformJson.Of(resource.Values, attribute);
        foreach (var arn in TerraformJson.Text(value) is { } one ? [one] : TerraformJson.Texts(value)) AddManaged(draft, arn);
        if (resource.IsUnknown(attribute)) AddUnknownPolicies(draft, resource, attribute);
    }

    private void AddManaged(Draft draft, string arn)
    {
        if (_policiesByArn.TryGetValue(arn, out var policy)) AddDeclared(draft, policy);
        else draft.Managed.Add(arn);
    }

    private void AddUnknownPolicies(Draft draft, TerraformResource resource, string attribute)
    {
        var origins = _origins.All(resource, attribute);
        foreach (var origin in origins)
        {
            if (origin.Resource is { Type: "aws_iam_policy" } policy) AddDeclared(draft, policy);
            else if (origin.Imported is { } imported) draft.Managed.Add(Symbol.Fixed(imported));
            else draft.Unknown.Add($"{attribute} of {resource.Address} {Later}.");
        }

        if (origins.Count == 0) draft.Unknown.Add($"{attribute} of {resource.Address} {Later}.");
    }

    private static void AddDeclared(Draft draft, TerraformResource policy)
    {
        if (policy.Text("policy") is { } document) Add(draft, draft.Declared, policy.Address, document, policy.Address);
        else draft.Unknown.Add($"policy of {policy.Address} {Later}.");
    }

    private DeclaredRole Of(TerraformResource role, Draft draft) => new()
    {
        Address = role.Address,
        RoleName = role.Text("name"),
        Declaration = new() { Format = TemplateFormat.Terraform, Path = _path, Address = role.Address },
        Path = role.Text("path") ?? "/",
        TrustPolicy = role.Text("assume_role_policy"),
        InlinePolicies = draft.Inline.Values.ToList(),
        ManagedPolicyArns = draft.Managed.ToList(),
        DeclaredPolicies = draft.Declared.Values.ToList(),
        PermissionsBoundaryArn = Boundary(role),
        Unknown = draft.Unknown.ToList(),
    };

    private string? Boundary(TerraformResource role)
    {
        if (role.Text("permissions_boundary") is { Length: > 0 } arn) return arn;
        if (!role.IsUnknown("permissions_boundary")) return null;
        var origin = _origins.Of(role, "permissions_boundary");
        return Symbol.Fixed(
            origin.Resource is { } policy ? $"{policy.Address}.arn" : origin.Imported ?? $"{role.Address}.permissions_boundary");
    }
}
