using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Repair;

/// <summary>Which repairs are meant. What is null is not asked for; what is given narrows together.</summary>
public sealed record UndoScope
{
    /// <summary>These repairs.</summary>
    public IReadOnlyCollection<string>? RepairIds { get; init; }

    /// <summary>The functions that repairs were made for, and the roles that repairs made.</summary>
    public Selection Selection { get; init; } = Selection.Everything;

    /// <summary>The regions of the functions.</summary>
    public RegionSelection Regions { get; init; } = RegionSelection.All;
}
