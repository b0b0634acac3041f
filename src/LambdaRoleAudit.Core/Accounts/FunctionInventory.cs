using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>The functions that were found, and what could not be read.</summary>
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

    /// <summary>The number of functions and versions.</summary>
    public int Count => _table.Count;

    /// <summary>The number of functions. Published versions count once, with their function.</summary>
    public int FunctionCount => _table.CountFunctions();

    /// <summary>Every function and version, each once. Objects are created on enumeration.</summary>
    public IEnumerable<LambdaFunction> Functions => _table.Functions();

    /// <summary>The requested regions, sorted; if none were specified, the regions that have functions.</summary>
    public IReadOnlyList<string> Regions => _regions.Value;

    /// <summary>The regions that could not be read, or could not be read completely, sorted.</summary>
    public IReadOnlyList<string> UnreadRegions { get; }

    /// <summary>False if a region, a page, a file or a function could not be read.</summary>
    public bool IsComplete { get; }

    /// <summary>Returns, role by role, the functions and versions of each role that at least the given number of them use.</summary>
    internal IEnumerable<List<LambdaFunction>> ByRole(int minimum) => _table.ByRole(minimum);
}
