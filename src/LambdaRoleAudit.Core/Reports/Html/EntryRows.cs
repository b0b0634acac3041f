using System.Text.Json;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The rows of the flat table: one for each entry of the report. Their texts are in the page already, in the elements of class <c>e</c>. An
/// item stands for such an element, in the order of the document, and has numbers of short texts, each of which is stored once.
/// </summary>
internal sealed class EntryRows
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly List<int> _items = [];
    private readonly List<int> _rows = [];

    /// <summary>Adds entries whose text is in the element that is written next.</summary>
    public void Add(params IEnumerable<ReportEntry> entries)
    {
        var isFirst = true;
        foreach (var same in entries.GroupBy(entry => (entry.Severity, entry.Outcome, entry.Status, entry.RuleId, entry.Title)))
        {
            var (severity, outcome, status, rule, title) = same.Key;
            // A negative number of rows: the element is that of the item before.
            _items.AddRange([Word($"{severity}\n{outcome}\n{status}"), Word($"{rule}\n{title}"), isFirst ? same.Count() : -same.Count()]);
            _rows.AddRange(same.Select(entry => Word($"{entry.FunctionName ?? entry.RoleName}\n{entry.Region}")));
            isFirst = false;
        }
    }

    /// <summary>Returns the rows as JSON. System.Text.Json escapes "&lt;", so that nothing can close the block.</summary>
    public string ToJson() => JsonSerializer.Serialize(new { words = _words.Keys, items = _items, rows = _rows });

    private int Word(string text) => _words.TryGetValue(text, out var known) ? known : _words[text] = _words.Count;
}
