using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>The findings to return.</summary>
public sealed record FindingOptions
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<FindingRule> Rules { get; init; } = RuleCatalog.All;

    /// <summary>True to include passed findings.</summary>
    public bool IncludePassed { get; init; }

    /// <summary>True to include suppressed findings.</summary>
    public bool IncludeSuppressed { get; init; }

    /// <summary>The suppressions, each valid until its date.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>The usage of functions; null if there is none.</summary>
    public IReadOnlyList<LambdaRoleUsage>? Usage { get; init; }

    /// <summary>The date that decides whether suppressions have expired.</summary>
    public DateOnly Today { get; init; }
}
