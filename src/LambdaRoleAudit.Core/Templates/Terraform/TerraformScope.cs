using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>An instance of a module in a plan or a state, with its part of the configuration.</summary>
internal sealed class TerraformScope
{
    private readonly Dictionary<string, TerraformScope> _children = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, JsonElement>> _resources;

    private TerraformScope(TerraformScope? parent, string name, string index, JsonElement call, JsonElement module)
    {
        (Parent, Name, Index, Call, Module) = (parent, name, index, call, module);
        Address = parent is null ? "" : $"{parent.Prefix}module.{name}{TerraformSteps.Written(index)}";
        _resources = new(() => TerraformJson.Items(TerraformJson.Of(Module, "resources"))
            .Select(resource => (Address: TerraformJson.Text(resource, "address"), Resource: resource))
            .Where(entry => entry.Address is not null)
            .DistinctBy(entry => entry.Address, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Address!, entry => entry.Resource, StringComparer.Ordinal));
    }

    /// <summary>The module that calls this one; null for the root module.</summary>
    public TerraformScope? Parent { get; }

    /// <summary>The name of the module's call.</summary>
    public string Name { get; }

    /// <summary>The index of the instance as a step; empty if the call has no count and no for_each.</summary>
    public string Index { get; }

    /// <summary>The call in the configuration.</summary>
    public JsonElement Call { get; }

    /// <summary>The module in the configuration; undefined in a state.</summary>
    public JsonElement Module { get; }

    /// <summary>The address; empty for the root module.</summary>
    public string Address { get; }

    /// <summary>What the address of a resource in the module begins with.</summary>
    public string Prefix => Address.Length == 0 ? "" : $"{Address}.";

    /// <summary>Creates the root module.</summary>
    /// <param name="module">The root module in the configuration; undefined in a state.</param>
    public static TerraformScope Root(JsonElement module) => new(null, "", "", default, module);

    /// <summary>Returns an instance of a module that this one calls.</summary>
    public TerraformScope Child(string name, string index)
    {
        var key = $"{name}{index}";
        if (_children.TryGetValue(key, out var child)) return child;
        var call = TerraformJson.At(Module, "module_calls", name);
        return _children[key] = new(this, name, index, call, TerraformJson.Of(call, "module"));
    }

    /// <summary>Returns a resource of the configuration: all its instances; undefined if there is none.</summary>
    /// <param name="address">The address in the module, such as <c>aws_iam_role.r</c>.</param>
    public JsonElement Resource(string address) => _resources.Value.GetValueOrDefault(address);
}
