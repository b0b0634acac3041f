namespace LambdaRoleAudit.Repair;

/// <summary>Which repairs are to be undone: what is null is not asked for.</summary>
public sealed record UndoScope
{
    /// <summary>These repairs.</summary>
    public IReadOnlyCollection<string>? RepairIds { get; init; }

    /// <summary>The roles of these functions: tests on the name and the ARN.</summary>
    public Predicate<string>? Function { get; init; }

    /// <summary>These roles: a test on the name.</summary>
    public Predicate<string>? Role { get; init; }

    /// <summary>Keep the roles that were made; only move the functions back.</summary>
    public bool KeepRole { get; init; }
}
