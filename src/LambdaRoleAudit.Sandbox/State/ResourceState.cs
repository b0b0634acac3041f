namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A resource with a policy. Changed only while its account is locked.</summary>
/// <param name="kind">The kind.</param>
/// <param name="arn">The ARN.</param>
/// <param name="name">The name, as the service's operations use it.</param>
public sealed class ResourceState(ResourceKind kind, string arn, string name)
{
    public ResourceKind Kind { get; } = kind;

    public string Arn { get; } = arn;

    public string Name { get; } = name;

    /// <summary>The policies by their ids. Only a parameter of Systems Manager has an id for each; others use the empty id.</summary>
    public SortedDictionary<string, PolicyVersionState> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>A key's grants, by id, as KMS writes them.</summary>
    public SortedDictionary<string, System.Text.Json.Nodes.JsonObject> Grants { get; } = new(StringComparer.Ordinal);

    /// <summary>True for a key that AWS manages, and for a parameter of the standard tier.</summary>
    public bool IsBasic { get; init; }

    /// <summary>The policy. Null if the resource does not have one.</summary>
    public string? Policy => Policies.GetValueOrDefault("")?.Document;

    /// <summary>The revision of the policy. Null if the resource does not have a policy.</summary>
    public string? Revision => Policies.GetValueOrDefault("")?.Revision;

    /// <summary>Sets a policy, or deletes it. Returns its revision.</summary>
    public string? Put(string? document, string id = "")
    {
        if (document is null) Policies.Remove(id);
        else Policies[id] = new PolicyVersionState(document, Guid.NewGuid().ToString("N"));
        return Policies.GetValueOrDefault(id)?.Revision;
    }
}

/// <summary>A policy document, and the revision that each change gives it.</summary>
public sealed record PolicyVersionState(string Document, string Revision);
