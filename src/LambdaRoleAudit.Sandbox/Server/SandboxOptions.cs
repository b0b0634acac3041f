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

    /// <summary>
    /// How old what IAM's reads answer may be: each picks an age from zero to this, by the seed. Writes act on what is. A role may
    /// so be not yet there, or still there, or be without its last change ("eventual consistency", IAM user guide).
    /// </summary>
    public TimeSpan IamStaleness { get; init; }

    /// <summary>What goes wrong on purpose.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>The seed of what goes wrong by chance.</summary>
    public int Seed { get; init; }
}
