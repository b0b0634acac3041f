namespace LambdaRoleAudit.Usage;

/// <summary>Collects the calls of functions. One thread at a time uses a collector; several collectors are merged.</summary>
public sealed class UsageCollector(UsageScope scope)
{
    /// <summary>What is looked for.</summary>
    public UsageScope Scope => scope;

    /// <summary>Adds one CloudTrail record. A record of another principal is ignored.</summary>
    /// <param name="record">The JSON object, in UTF-8.</param>
    /// <exception cref="System.Text.Json.JsonException">The text is not a JSON object.</exception>
    public void AddRecord(ReadOnlyMemory<byte> record) => throw new NotImplementedException();

    /// <summary>Adds calls.</summary>
    public void Add(ObservedCalls calls) => throw new NotImplementedException();

    /// <summary>Adds what another collector has collected.</summary>
    public void Merge(UsageCollector other) => throw new NotImplementedException();
}
