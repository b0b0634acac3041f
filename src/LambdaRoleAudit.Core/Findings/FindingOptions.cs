using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Which findings are wanted.</summary>
public sealed record FindingOptions
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<FindingRule> Rules { get; init; } = RuleCatalog.All;

    /// <summary>What passes too.</summary>
    public bool IncludePassed { get; init; }

    /// <summary>What is suppressed too.</summary>
    public bool IncludeSuppressed { get; init; }

    /// <summary>What may be, until its date.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>The day on which suppressions expire or not.</summary>
    public DateOnly Today { get; init; }
}
