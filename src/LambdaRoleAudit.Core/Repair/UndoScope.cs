using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Repair;

/// <summary>Selects repairs. Null means no restriction; all restrictions apply together.</summary>
public sealed record UndoScope
{
    /// <summary>The ids of the repairs.</summary>
    public IReadOnlyCollection<string>? RepairIds { get; init; }

    /// <summary>The functions that repairs were made for, and the roles that repairs created.</summary>
    public Selection Selection { get; init; } = Selection.Everything;

    /// <summary>The regions of the functions.</summary>
    public RegionSelection Regions { get; init; } = RegionSelection.All;
}
