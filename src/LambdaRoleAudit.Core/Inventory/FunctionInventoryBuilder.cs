using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Collects functions from any mix of sources, each function and version once, and remembers what was not read. Thread-safe
/// by <see cref="Lock"/>: regions are read at once.
/// </summary>
public sealed class FunctionInventoryBuilder : IFunctionSink
{
    /// <summary>How many bad functions of one kind are told one by one: the same mistake may stand in every line of a file.</summary>
    internal const int ProblemsToldEach = 10;

    private readonly Dictionary<string, Entry> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset?> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _roles = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unreadRegions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Action<Problem> _onProblem;
    private bool _incomplete;

    /// <param name="onProblem">Told of each problem as it is met, one at a time.</param>
    public FunctionInventoryBuilder(Action<Problem> onProblem) => _onProblem = onProblem;

    /// <summary>Held while the collection changes.</summary>
    public object Lock { get; } = new();

    /// <summary>How many functions and versions are known so far.</summary>
    public int Count => _functions.Count;

    /// <summary>Takes in a function that its source saw now, or at a time unknown.</summary>
    public void Add(LambdaFunction function) => Add(function, null);

    /// <summary>Takes in a page of them.</summary>
    public void AddPage(IReadOnlyList<LambdaFunction> page)
    {
        lock (Lock)
        {
            foreach (var function in page) Add(function, null);
        }
    }

    /// <summary>Marks a region as not read, or not to its end.</summary>
    public void AddUnread(string region, Problem problem)
    {
        lock (Lock)
        {
            _unreadRegions.Add(region);
            Report(problem);
        }
    }

    /// <summary>Tells of something that was not read; the inventory is no longer complete.</summary>
    public void Report(Problem problem)
    {
        lock (Lock)
        {
            _incomplete = true;
            _onProblem(problem);
        }
    }

    /// <summary>Tells of one bad function: the first few of a kind one by one, the others as a number.</summary>
    public void ReportFunction(Problem problem)
    {
        lock (Lock)
        {
            _incomplete = true;
            var told = _told.GetValueOrDefault(problem.ErrorId) + 1;
            _told[problem.ErrorId] = told;
            if (told <= ProblemsToldEach) _onProblem(problem);
        }
    }

    /// <inheritdoc cref="IFunctionSink.Report"/>
    void IFunctionSink.Report(Problem problem) => ReportFunction(problem);

    /// <inheritdoc cref="IFunctionSink.Add"/>
    void IFunctionSink.Add(LambdaFunction function, DateTimeOffset? observed) => Add(function, observed);

    /// <inheritdoc cref="IFunctionSink.Remove"/>
    void IFunctionSink.Remove(string functionArn, DateTimeOffset? observed)
    {
        _deleted[functionArn] = observed;
        if (_functions.TryGetValue(functionArn, out var known) && !(known.Observed > observed)) _functions.Remove(functionArn);
    }

    private void Add(LambdaFunction function, DateTimeOffset? observed)
    {
        if (!IsRoleArn(function.Role))
        {
            ReportFunction(InputProblems.InvalidRoleArn(function));
            return;
        }

        var hasArn = function.FunctionArn.Length > 0;
        var key = hasArn ? function.FunctionArn : $"{function.AccountId}/{function.Region}/{function.FunctionName}/{function.Version}";
        if (_deleted.Count > 0 && _deleted.TryGetValue(key, out var deleted) && !(observed > deleted)) return;

        var entry = new Entry(function, observed);
        if (_functions.TryAdd(key, entry)) return;
        if (!hasArn && function.Region.Length == 0) ReportFunction(InputProblems.AmbiguousFunction(function));
        var known = _functions[key];
        if (known.Function.Role == function.Role)
        {
            if (entry.Time > known.Time) _functions[key] = entry;
            return;
        }

        // Two sources disagree: the later observation is the truth; without one, the last read, said so.
        var later = Nullable.Compare(entry.Time, known.Time);
        if (later >= 0) _functions[key] = entry;
        if (later == 0) ReportFunction(InputProblems.ConflictingFunction(function, known.Function));
    }

    /// <summary>What was collected. Functions given without a Region and ARN stay as they were given.</summary>
    public FunctionInventory Build()
    {
        lock (Lock)
        {
            foreach (var (errorId, told) in _told)
                if (told > ProblemsToldEach) _onProblem(InputProblems.MoreOfTheSame(errorId, told - ProblemsToldEach));
            _told.Clear();
            return new FunctionInventory
            {
                Functions = new FunctionCollection(_functions),
                UnreadRegions = [.. _unreadRegions],
                IsComplete = !_incomplete,
            };
        }
    }

    private bool IsRoleArn(string role)
    {
        if (_roles.TryGetValue(role, out var known)) return known;
        var isArn = Arn.TryParseRole(role, out _);
        _roles[role] = isArn;
        return isArn;
    }

    private readonly record struct Entry(LambdaFunction Function, DateTimeOffset? Observed)
    {
        public DateTimeOffset? Time => Observed ?? Function.Configuration?.LastModified;
    }

    /// <summary>The entries' functions, not copied.</summary>
    private sealed class FunctionCollection(Dictionary<string, Entry> entries) : IReadOnlyCollection<LambdaFunction>
    {
        public int Count => entries.Count;

        public IEnumerator<LambdaFunction> GetEnumerator()
        {
            foreach (var entry in entries.Values) yield return entry.Function;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
