namespace LambdaRoleAudit.Model;

/// <summary>A repair, as the tags in the account describe it: the roles that it created, and the state of their functions.</summary>
public sealed record LambdaRoleRepair
{
    /// <summary>The repair's id.</summary>
    public required string RepairId { get; init; }

    /// <summary>The account: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The date and time, in UTC, when the first role of the repair was created.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>The functions of the repair, sorted by region and name.</summary>
    public required ItemList<RepairedFunction> Functions { get; init; }

    /// <summary>The number of roles of the repair that no function uses.</summary>
    public int Leftovers => Functions.Count(function => function.IsLeftover == true);

    /// <summary>False if something could not be read, so that a role can be in use without being shown as used.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The regions whose functions could not be read.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The repair's id.</summary>
    public override string ToString() => VisibleText.Of(RepairId);
}
