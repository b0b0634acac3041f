using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Collects functions from any mix of sources, each function and version once, and remembers what was not read. Thread-safe:
/// regions are read at once.
/// </summary>
public sealed class FunctionInventoryBuilder : IFunctionSink
{
    /// <summary>How many bad functions of one kind are told one by one: the same mistake may stand in every line of a file.</summary>
    internal const int ProblemsToldEach = 10;

    /// <summary>What a function takes in list-functions' JSON, at least as a rule.</summary>
    private const int BytesOfFunction = 1000;

    /// <summary>No more room than this is made on a guess.</summary>
    private const int MostExpected = 1_000_000;

    private readonly object _lock = new();
    private readonly FunctionTable _table = new();
    private readonly SortedSet<string> _unreadRegions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Action<Problem> _onProblem;
    private readonly Predicate<string>? _wantsRegion;
    private string[]? _regions;
    private bool _incomplete;

    /// <param name="onProblem">Told of each problem as it is met, one at a time.</param>
    /// <param name="wantsRegion">The regions whose functions are taken; null for all. A function that names no region is taken.</param>
    public FunctionInventoryBuilder(Action<Problem> onProblem, Predicate<string>? wantsRegion = null)
    {
        _onProblem = onProblem;
        _wantsRegion = wantsRegion;
    }

    /// <summary>How many functions and versions are known so far.</summary>
    public int Count => _table.Count;

    /// <summary>Where the function is that was added last; null where its source did not say.</summary>
    internal (string Region, string AccountId)? LastPlace
    {
        get
        {
            lock (_lock) return _table.LastPlace;
        }
    }

    /// <summary>Makes room for what a source of so many bytes may hold.</summary>
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

    /// <summary>Takes in one of our own objects.</summary>
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

    /// <summary>Tells of one bad function: the first few of a kind one by one, the others as a number.</summary>
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

    /// <summary>Tells of a source that was not read, or not to its end.</summary>
    public void AddUnread(Problem problem)
    {
        lock (_lock)
        {
            _incomplete = true;
            _onProblem(problem);
        }
    }

    /// <summary>Marks a region as not read, or not to its end.</summary>
    /// <param name="region">The region.</param>
    /// <param name="problem">Why; null if that is told elsewhere.</param>
    public void AddUnreadRegion(string region, Problem? problem)
    {
        lock (_lock)
        {
            _unreadRegions.Add(region);
            _incomplete = true;
            if (problem is not null) AddUnread(problem);
        }
    }

    /// <summary>Says which regions were asked for.</summary>
    public void Cover(IEnumerable<string> regions) => _regions = [.. regions.Order(StringComparer.Ordinal)];

    /// <summary>What was collected. Nothing is added after it.</summary>
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
