using LambdaRoleAudit.Inventory;

namespace LambdaRoleAudit.Roles;

/// <summary>Which roles are asked for.</summary>
public sealed record ExecutionRoleQuery
{
    /// <summary>These roles. None, and no function either: every role that Lambda can assume or a function names.</summary>
    public IReadOnlyList<RoleReference> Roles { get; init; } = [];

    /// <summary>The roles of these functions: names with their tests, and whether a name that nothing matches is an error.</summary>
    public IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)> Functions { get; init; } = [];

    /// <summary>The regions whose functions are read.</summary>
    public RegionSelection Regions { get; init; } = RegionSelection.All;

    /// <summary>Leave the functions unread: what uses a role is then not known.</summary>
    public bool SkipFunctions { get; init; }
}
