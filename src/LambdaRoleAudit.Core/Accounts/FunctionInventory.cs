using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Which functions there are, and what could not be read.</summary>
public sealed class FunctionInventory
{
    private readonly FunctionTable _table;
    private readonly Lazy<string[]> _regions;

    internal FunctionInventory(FunctionTable table, string[]? regions, IReadOnlyList<string> unreadRegions, bool isComplete)
    {
        _table = table;
        _regions = new Lazy<string[]>(() => regions ?? table.Regions());
        UnreadRegions = unreadRegions;
        IsComplete = isComplete;
    }

    /// <summary>How many functions and versions there are.</summary>
    public int Count => _table.Count;

    /// <summary>Every function and version, each once; made into objects as they are asked for.</summary>
    public IEnumerable<LambdaFunction> Functions => _table.Functions();

    /// <summary>The regions that were asked for, sorted; if nobody said which, those that functions are in.</summary>
    public IReadOnlyList<string> Regions => _regions.Value;

    /// <summary>The regions that could not be read, or not to the end, sorted.</summary>
    public IReadOnlyList<string> UnreadRegions { get; }

    /// <summary>False where a region, a page, a file or a function could not be read.</summary>
    public bool IsComplete { get; }

    /// <summary>The functions and versions of each role that at least so many of them use, role by role.</summary>
    internal IEnumerable<List<LambdaFunction>> ByRole(int minimum) => _table.ByRole(minimum);
}
