using LambdaRoleAudit.Sandbox.Faults;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>How a Sandbox behaves.</summary>
public sealed record SandboxOptions
{
    /// <summary>The port on loopback; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>How long every answer takes at least.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Enforce AWS's request quotas.</summary>
    public bool EnforceQuotas { get; init; } = true;

    /// <summary>What goes wrong on purpose.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>The seed of what goes wrong by chance.</summary>
    public int Seed { get; init; }
}
