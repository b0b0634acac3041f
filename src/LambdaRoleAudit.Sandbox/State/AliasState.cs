using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An alias of a function. Changed only while its account is locked.</summary>
public sealed class AliasState(string name, string functionVersion)
{
    public string Name { get; } = name;

    /// <summary>The version that the alias points to.</summary>
    public string FunctionVersion { get; set; } = functionVersion;

    public string Description { get; set; } = "";

    /// <summary>The second version and its share of the calls; empty if the alias is not weighted.</summary>
    public SortedDictionary<string, double> Weights { get; } = new(StringComparer.Ordinal);

    public string RevisionId { get; set; } = Guid.NewGuid().ToString();

    /// <summary>The statements of the alias's own resource policy, by their ids.</summary>
    public SortedDictionary<string, JsonObject> Permissions { get; } = new(StringComparer.Ordinal);

    /// <summary>The URL of the alias; null if it has none.</summary>
    public JsonObject? Url { get; set; }

    /// <summary>The provisioned concurrency of the alias; null if it has none.</summary>
    public ProvisionedState? Provisioned { get; set; }
}
