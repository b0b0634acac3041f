using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>The resources of a plan or a state, of all modules.</summary>
internal sealed class TerraformResources
{
    private readonly Dictionary<(TerraformScope, string), List<TerraformResource>> _byName = [];
    private readonly Dictionary<string, TerraformResource> _rolesByArn = new(StringComparer.Ordinal);

    private ILookup<string, TerraformResource> _rolesByName = Array.Empty<TerraformResource>().ToLookup(role => role.Name);

    private TerraformResources(TerraformScope root) => Root = root;

    /// <summary>The root module.</summary>
    public TerraformScope Root { get; }

    /// <summary>The instances, in the order of the file.</summary>
    public List<TerraformResource> All { get; } = [];

    /// <summary>Reads the resources.</summary>
    /// <param name="values">The values: <c>planned_values</c> of a plan, <c>values</c> of a state.</param>
    /// <param name="configuration">The root module of the configuration; undefined in a state.</param>
    public static TerraformResources Read(JsonElement values, JsonElement configuration)
    {
        var resources = new TerraformResources(TerraformScope.Root(configuration));
        resources.AddModule(TerraformJson.Of(values, "root_module"), resources.Root);
        foreach (var role in resources.OfType("aws_iam_role"))
            if (role.Text("arn") is { } arn) resources._rolesByArn.TryAdd(arn, role);
        resources._rolesByName = resources.OfType("aws_iam_role").ToLookup(role => role.Text("name") ?? role.Text("id") ?? "");
        return resources;
    }

    /// <summary>Returns the instances of a resource in one module.</summary>
    public IReadOnlyList<TerraformResource> Named(TerraformScope scope, string localAddress) =>
        _byName.TryGetValue((scope, localAddress), out var instances) ? instances : [];

    /// <summary>Returns the resources of a type, in the order of the file.</summary>
    public IEnumerable<TerraformResource> OfType(string type) => All.Where(one => !one.IsData && one.Type == type);

    /// <summary>Returns the role with an ARN; null if the file declares none.</summary>
    public TerraformResource? RoleWithArn(string arn)
    {
        if (_rolesByArn.TryGetValue(arn, out var role)) return role;
        // The ARN of a role that the plan creates is not known, but its name can be.
        var name = arn[(arn.LastIndexOf('/') + 1)..];
        var same = RolesNamed(name).Where(one => one.Text("arn") is null
            && arn.EndsWith($":role{one.Text("path") ?? "/"}{name}", StringComparison.Ordinal)).Take(2).ToList();
        return same.Count == 1 ? same[0] : null;
    }

    /// <summary>Returns the roles with a name: more than one only if providers of several accounts are used.</summary>
    public IEnumerable<TerraformResource> RolesNamed(string name) =>
        name.Length == 0 ? [] : _rolesByName[name];

    private void AddModule(JsonElement module, TerraformScope scope)
    {
        foreach (var resource in TerraformJson.Items(TerraformJson.Of(module, "resources"))) Add(resource, scope);
        foreach (var child in TerraformJson.Items(TerraformJson.Of(module, "child_modules")))
            if (TerraformJson.Text(child, "address") is { } address) AddModule(child, ScopeOf(address));
    }

    /// <summary>Returns the module with an address: from the address alone, however the modules are nested in the file.</summary>
    private TerraformScope ScopeOf(string address)
    {
        var steps = TerraformSteps.Of(address);
        var scope = Root;
        for (var i = 0; i + 1 < steps.Count && steps[i] == "module";)
        {
            var index = i + 2 < steps.Count && TerraformSteps.IsIndex(steps[i + 2]) ? steps[i + 2] : "";
            scope = scope.Child(steps[i + 1], index);
            i += index.Length > 0 ? 3 : 2;
        }

        return scope;
    }

    private void Add(JsonElement resource, TerraformScope scope)
    {
        var address = TerraformJson.Text(resource, "address");
        var type = TerraformJson.Text(resource, "type");
        var name = TerraformJson.Text(resource, "name");
        // A deposed object is what is left of a resource that was replaced. It is no longer the resource.
        if (address is null || type is null || name is null || TerraformJson.IsThere(TerraformJson.Of(resource, "deposed_key"))) return;
        var index = TerraformJson.Of(resource, "index");
        var read = new TerraformResource
        {
            Address = address,
            Type = type,
            Name = name,
            IsData = TerraformJson.Text(resource, "mode") == "data",
            Index = index.ValueKind switch
            {
                JsonValueKind.String => TerraformSteps.Key(TerraformJson.Text(index)!),
                JsonValueKind.Number => TerraformSteps.Number(index.GetRawText()),
                _ => "",
            },
            Scope = scope,
            Values = TerraformJson.Of(resource, "values"),
        };
        All.Add(read);
        if (!_byName.TryGetValue((scope, read.LocalAddress), out var instances))
            _byName[(scope, read.LocalAddress)] = instances = [];
        instances.Add(read);
    }
}
