using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The coverage of a report's objects: accounts, regions that were read and regions that were not, rules.</summary>
internal sealed class ReportCoverage
{
    private const int MostErrors = 20;

    private readonly SortedSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _regions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unread = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _functions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _records = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _errors;
    private bool _hasEntries;
    private bool _isIncomplete;

    /// <summary>The accounts: 12 digits each.</summary>
    public IReadOnlyCollection<string> AccountIds => _accounts;

    /// <summary>The regions that were read.</summary>
    public IReadOnlyCollection<string> Regions => [.. _regions.Except(_unread)];

    /// <summary>The regions that were not read, or not read completely.</summary>
    public IReadOnlyCollection<string> Unread => _unread;

    /// <summary>The functions that were compared, in all accounts; null if the objects do not say it.</summary>
    public int? Functions => _functions.Count > 0 ? _functions.Values.Sum() : null;

    /// <summary>The errors of the command that returned the objects: what it did not read. Empty if that is not known.</summary>
    public IReadOnlyList<string> Errors => _errors ?? [];

    /// <summary>True if an object says that it is incomplete, or if the command reported errors.</summary>
    public bool IsIncomplete => _isIncomplete || _unread.Count > 0 || Errors.Count > 0;

    /// <summary>Adds what the command that returned the objects reported. An empty list says that it reported nothing.</summary>
    public void AddErrors(IReadOnlyList<string> errors)
    {
        _errors = [.. errors.Take(MostErrors).Select(VisibleText.Of)];
        if (errors.Count > MostErrors)
            _errors = [.. _errors, string.Create(CultureInfo.InvariantCulture, $"{errors.Count - MostErrors} more errors.")];
    }

    /// <summary>Adds the coverage of an entry, in its visible form.</summary>
    public void Add(ReportEntry entry)
    {
        _hasEntries = true;
        if (entry.AccountId is { } account) _accounts.Add(account);
        if (entry.Source is LambdaRoleUsage usage)
        {
            // Regions of records are not those in which functions were read.
            _records.UnionWith(UsageRecords.Sentences(usage).Select(VisibleText.Of));
            return;
        }

        if (entry.IsFinding) _rules.Add(entry.RuleId);
        _regions.UnionWith(entry.CoveredRegions);
        _unread.UnionWith(entry.UnreadRegions);
        _isIncomplete |= !entry.IsComplete;
        if (entry.CoveredFunctions is { } functions)
            _functions[entry.AccountId ?? ""] = Math.Max(functions, _functions.GetValueOrDefault(entry.AccountId ?? ""));
    }

    /// <summary>The accounts, in words; empty if no account is named.</summary>
    public string Accounts => _accounts.Count == 0 ? "" : $"Account {string.Join(", ", _accounts)}.";

    /// <summary>Returns the coverage in sentences.</summary>
    public IEnumerable<string> Sentences()
    {
        if (!_hasEntries)
        {
            yield return _errors switch
            {
                null => "There was no input: the previous command returned no objects, or ended with an error.",
                { Count: 0 } => "There is nothing to report: the previous command returned no objects, and it reported no errors.",
                _ => "Not everything was read, and nothing was found in the rest. This is not a clean result.",
            };
            foreach (var error in Errors) yield return $"Not read: {error}";
            yield break;
        }

        if (_accounts.Count > 0) yield return Accounts;
        if (_regions.Count > 0) yield return $"Regions read: {string.Join(", ", _regions.Except(_unread))}.";
        if (_unread.Count > 0) yield return $"Not read, or not read completely: {string.Join(", ", _unread)}.";
        else if (IsIncomplete) yield return "Something could not be read; the report is incomplete.";
        foreach (var error in Errors) yield return $"Not read: {error}";
        foreach (var sentence in _records) yield return sentence;
        if (_rules.Count > 0) yield return $"Rules: {string.Join(", ", _rules)}.";
    }
}
