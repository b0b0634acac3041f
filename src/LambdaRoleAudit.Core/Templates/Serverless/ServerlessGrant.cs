using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>What a role that the framework makes grants, in CloudFormation's JSON, as the parts are collected.</summary>
internal sealed class ServerlessGrant
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The services that can assume the role.</summary>
    public SortedSet<string> Trust { get; } = new(StringComparer.Ordinal);

    /// <summary>The statements of the role's inline policy.</summary>
    public List<JsonNode> Statements { get; } = [];

    /// <summary>The managed policies: ARNs, or functions that return them.</summary>
    public List<JsonNode> ManagedPolicies { get; } = [];

    /// <summary>Why some of it cannot be determined.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Adds a statement.</summary>
    /// <param name="actions">The actions.</param>
    /// <param name="resource">The resource, or a list of them.</param>
    /// <param name="what">What needs it, for the reason if the resource is not known.</param>
    public void Allow(IEnumerable<string> actions, JsonNode? resource, string what)
    {
        if (resource is null)
        {
            Unknown.Add($"The resource of {what} was not read.");
            return;
        }

        Add(new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]),
            ["Resource"] = resource is JsonArray ? resource.DeepClone() : new JsonArray(resource.DeepClone()),
        });
    }

    /// <summary>Adds a statement, once.</summary>
    public void Add(JsonNode statement)
    {
        if (_known.Add(statement.ToJsonString())) Statements.Add(statement.DeepClone());
    }

    /// <summary>Adds all of another grant.</summary>
    public void Add(ServerlessGrant other)
    {
        Trust.UnionWith(other.Trust);
        other.Statements.ForEach(Add);
        ManagedPolicies.AddRange(other.ManagedPolicies.Select(policy => policy.DeepClone()));
        Unknown.AddRange(other.Unknown);
    }
}
