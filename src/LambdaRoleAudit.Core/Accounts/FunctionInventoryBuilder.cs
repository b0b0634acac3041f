using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Collects functions from any mix of sources, each function and version once, and records what was not read. Thread-safe, because regions
/// are read at the same time.
/// </summary>
public sealed class FunctionInventoryBuilder : IFunctionSink
{
    /// <summary>
    /// The number of invalid functions of one kind that are reported individually. The same mistake can be on every line of a file.
    /// </summary>
    internal const int ProblemsToldEach = 10;

    /// <summary>The usual minimum size of a function in the JSON of list-functions.</summary>
    private const int BytesOfFunction = 1000;

    /// <summary>The maximum capacity that is reserved based on an estimate.</summary>
    private const int MostExpected = 1_000_000;

    private readonly object _lock = new();
    private readonly FunctionTable _table = new();
    private readonly SortedSet<string> _unreadRegions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Action<Problem> _onProblem;
    private readonly Predicate<string>? _wantsRegion;
    private string[]? _regions;
    private bool _incomplete;

    /// <param name="onProblem">Receives each problem as it occurs, one at a time.</param>
    /// <param name="wantsRegion">The regions whose functions are added; null for all. A function without a region is added.</param>
    public FunctionInventoryBuilder(Action<Problem> onProblem, Predicate<string>? wantsRegion = null)
    {
        _onProblem = onProblem;
        _wantsRegion = wantsRegion;
    }

    /// <summary>The number of functions and versions so far.</summary>
    public int Count => _table.Count;

    /// <summary>The region and account of the function that was added last; null if its source does not have them.</summary>
    internal (string Region, string AccountId)? LastPlace
    {
        get
        {
            lock (_lock) return _table.LastPlace;
        }
    }

    /// <summary>Reserves capacity for the functions that a source of the given size can contain.</summary>
    internal void Expect(long bytes)
    {
        lock (_lock) _table.EnsureCapacity((int)Math.Min(_table.Count + (bytes / BytesOfFunction), MostExpected));
    }

    /// <inheritdoc/>
    public void Add(in FunctionText function)
    {
        if (_wantsRegion is not null && RegionOf(function) is { Length: > 0 } region && !_wantsRegion(region)) return;
        lock (_lock)
        {
            if (ProblemOf(_table.Add(function, out var row), function, row) is { } problem) Report(problem);
        }
    }

    /// <summary>Adds one of the module's own objects.</summary>
    public void Add(LambdaFunction function)
    {
        var fields = new FunctionFields();
        fields.Set(FunctionField.FunctionArn, function.FunctionArn);
        fields.Set(FunctionField.FunctionName, function.FunctionName);
        fields.Set(FunctionField.Role, function.Role);
        fields.Set(FunctionField.Version, function.Version);
        fields.Set(FunctionField.Region, function.Region);
        fields.Set(FunctionField.AccountId, function.AccountId);
        if (function.Configuration is { } configuration)
        {
            fields.Set(FunctionField.Runtime, configuration.Runtime);
            fields.Set(FunctionField.Handler, configuration.Handler);
            fields.Set(FunctionField.PackageType, configuration.PackageType);
            fields.Set(FunctionField.Architectures, configuration.Architecture);
            fields.Set(FunctionField.RevisionId, configuration.RevisionId);
            fields.Set(
                FunctionField.LastModified, configuration.LastModified?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            fields.Set(FunctionField.MemorySize, configuration.MemorySize.ToString(System.Globalization.CultureInfo.InvariantCulture));
            fields.Set(FunctionField.Timeout, configuration.Timeout.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        fields.GiveTo(this, function, null);
    }

    /// <inheritdoc/>
    public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed)
    {
        lock (_lock) _table.Remove(functionArn, observed);
    }

    /// <summary>Reports an invalid function: the first few of a kind individually, the others as a number.</summary>
    public void Report(Problem problem)
    {
        lock (_lock)
        {
            _incomplete = true;
            var told = _told.GetValueOrDefault(problem.ErrorId) + 1;
            _told[problem.ErrorId] = told;
            if (told <= ProblemsToldEach) _onProblem(problem);
        }
    }

    /// <summary>Reports a source that was not read, or was not read completely.</summary>
    public void AddUnread(Problem problem)
    {
        lock (_lock)
        {
            _incomplete = true;
            _onProblem(problem);
        }
    }

    /// <summary>Marks a region as not read, or not read completely.</summary>
    /// <param name="region">The region.</param>
    /// <param name="problem">The reason; null if it is reported elsewhere.</param>
    public void AddUnreadRegion(string region, Problem? problem)
    {
        lock (_lock)
        {
            _unreadRegions.Add(region);
            _incomplete = true;
            if (problem is not null) AddUnread(problem);
        }
    }

    /// <summary>Sets the requested regions.</summary>
    public void Cover(IEnumerable<string> regions) => _regions = [.. regions.Order(StringComparer.Ordinal)];

    /// <summary>Returns the collected functions. Nothing can be added afterwards.</summary>
    public FunctionInventory Build()
    {
        lock (_lock)
        {
            foreach (var (errorId, told) in _told)
                if (told > ProblemsToldEach)
                    _onProblem(InputErrors.MoreOf(errorId).About(null, ("count", told - ProblemsToldEach), ("id", errorId)));
            _told.Clear();
            return new FunctionInventory(_table, _regions, [.. _unreadRegions], !_incomplete);
        }
    }

    private Problem? ProblemOf(AddOutcome outcome, in FunctionText function, int row) => outcome switch
    {
        AddOutcome.Nameless or AddOutcome.NoRole => InputProblems.FunctionWithoutRole(NameOf(function), function.Source),
        AddOutcome.InvalidRole => InputProblems.InvalidRoleArn(NameOf(function), Encoding.UTF8.GetString(function.Role), function.Source),
        AddOutcome.InvalidArn => InputProblems.InvalidFunctionArn(
            Encoding.UTF8.GetString(function.FunctionArn.IsEmpty ? function.FunctionName : function.FunctionArn), function.Source),
        AddOutcome.Ambiguous => InputErrors.AmbiguousFunction.About(_table.Function(row), ("function", _table.Function(row))),
        AddOutcome.Conflicting => InputErrors.ConflictingFunction.About(
            _table.Function(row), ("function", _table.Function(row)), ("role", _table.Function(row).Role)),
        _ => null,
    };

    private static string RegionOf(in FunctionText function)
    {
        var rest = function.FunctionArn;
        for (var colons = 0; colons < 3; colons++)
        {
            var colon = rest.IndexOf((byte)':');
            if (colon < 0) return Encoding.UTF8.GetString(function.Region);
            rest = rest[(colon + 1)..];
        }

        return Encoding.UTF8.GetString(rest.IndexOf((byte)':') is >= 0 and var end ? rest[..end] : rest);
    }

    private static string NameOf(in FunctionText function) =>
        Encoding.UTF8.GetString(function.FunctionName.IsEmpty ? function.FunctionArn : function.FunctionName);
}
