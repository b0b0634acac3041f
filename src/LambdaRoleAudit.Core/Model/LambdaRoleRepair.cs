namespace LambdaRoleAudit.Model;

/// <summary>A repair, as the account's tags tell of it: the roles that it made, and where their functions stand.</summary>
public sealed record LambdaRoleRepair
{
    /// <summary>The repair.</summary>
    public required string RepairId { get; init; }

    /// <summary>The account: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>When the first of its roles was created, UTC.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>Its functions, by region and name.</summary>
    public required ItemList<RepairedFunction> Functions { get; init; }

    /// <summary>How many of its roles no function uses.</summary>
    public int Leftovers => Functions.Count(function => function.IsLeftover == true);

    /// <summary>False if something could not be read, so that a role may be in use that is not shown to be.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The regions whose functions could not be read.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The repair's id.</summary>
    public override string ToString() => VisibleText.Of(RepairId);
}
