using LambdaRoleAudit.Sandbox.Faults;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>The options of a Sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>The port on the loopback interface; 0 for a free port.</summary>
    public int Port { get; init; }

    /// <summary>The minimum duration of every response.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The minimum duration of the responses of single services, by their names in signatures, instead of Latency.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ServiceLatency { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>CloudTrail's lookup requests per second, per account and region, if quotas are enforced.</summary>
    public double LookupsPerSecond { get; init; } = 2;

    /// <summary>True to enforce AWS's request quotas.</summary>
    public bool EnforceQuotas { get; init; } = true;

    /// <summary>
    /// The maximum age of the data that IAM's reads return: each read has an age from zero to this value, chosen by the seed. Writes use
    /// the current data. So a role can be missing although it exists, be present although it was deleted, or lack its last change
    /// ("eventual consistency", IAM user guide).
    /// </summary>
    public TimeSpan IamStaleness { get; init; }

    /// <summary>The faults to inject.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>The seed for random faults.</summary>
    public int Seed { get; init; }
}
