using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>Which functions there are, and what could not be read.</summary>
public sealed class FunctionInventory
{
    /// <summary>Every function and version, each once.</summary>
    public required IReadOnlyCollection<LambdaFunction> Functions { get; init; }

    /// <summary>The regions that could not be read, or not to the end, sorted.</summary>
    public required IReadOnlyList<string> UnreadRegions { get; init; }

    /// <summary>False where a region, a page, a file or a function could not be read.</summary>
    public required bool IsComplete { get; init; }
}
