using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Lambda's state in one region of one account. Changed only while the account is locked.</summary>
public sealed class RegionState(string region)
{
    private readonly SortedDictionary<string, FunctionState> _functions = new(StringComparer.Ordinal);
    private FunctionState[]? _latest;
    private FunctionState[]? _all;

    public string Region { get; } = region;

    /// <summary>CloudTrail's event history.</summary>
    public EventHistory History { get; } = new();

    /// <summary>The errors of functions, in CloudWatch.</summary>
    public FunctionErrors Errors { get; } = new();

    /// <summary>What AWS Config recorded.</summary>
    public ConfigState Config { get; } = new();

    /// <summary>The resources with a policy, besides functions, by ARN.</summary>
    public SortedDictionary<string, ResourceState> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>The event source mappings, by UUID, as Lambda writes them.</summary>
    public SortedDictionary<string, JsonObject> EventSourceMappings { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a mapping that works.</summary>
    public JsonObject AddEventSourceMapping(string functionArn, string eventSourceArn, JsonNode? destination = null)
    {
        var mapping = new JsonObject
        {
            ["UUID"] = Guid.NewGuid().ToString(),
            ["EventSourceArn"] = eventSourceArn,
            ["FunctionArn"] = functionArn,
            ["State"] = "Enabled",
            ["StateTransitionReason"] = "USER_INITIATED",
            ["LastProcessingResult"] = "OK",
            ["BatchSize"] = 10,
        };
        if (destination is not null) mapping["DestinationConfig"] = destination.DeepClone();
        EventSourceMappings[(string)mapping["UUID"]!] = mapping;
        return mapping;
    }

    public FunctionState? Find(string name) => _functions.GetValueOrDefault(name);

    public void Add(FunctionState function)
    {
        _functions.Add(function.FunctionName, function);
        Changed();
    }

    public bool Remove(string name)
    {
        Changed();
        return _functions.Remove(name);
    }

    /// <summary>Called when a version is added or removed.</summary>
    public void Changed() => _latest = _all = null;

    /// <summary>Returns the functions in the order of ListFunctions; if requested, with every version, the unpublished one first.</summary>
    public FunctionState[] List(bool allVersions) => allVersions
        ? _all ??= [.. _functions.Values.SelectMany(function => function.Versions.Values.Prepend(function))]
        : _latest ??= [.. _functions.Values];
}
