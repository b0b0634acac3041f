using System.Text.Json;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The rows of the flat table: one for each entry of the report. Their texts are in the page already, so a row has the number of the
/// element with its text (class <c>e</c>, in the order of the document) and numbers of short words, each of which is stored once.
/// </summary>
internal sealed class EntryRows
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly List<int> _items = [];
    private readonly List<int> _rows = [];

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count / 4;

    /// <summary>Adds entries whose text is in the element that is written next.</summary>
    public void Add(params IEnumerable<ReportEntry> entries)
    {
        ReportEntry? first = null;
        foreach (var entry in entries)
        {
            if (first is null)
            {
                first = entry;
                _items.AddRange(
                    [Word(entry.Severity?.ToString()), Word(entry.Outcome.ToString()), Word(entry.RuleId), Word(entry.Title),
                        Word(entry.RoleName)]);
            }

            _rows.AddRange(
                [(_items.Count / 5) - 1, Word(entry.FunctionName ?? entry.RoleName), Word(entry.Region), Word(entry.Status)]);
        }
    }

    /// <summary>Returns the rows as JSON. System.Text.Json escapes "&lt;", so that nothing can close the block.</summary>
    public string ToJson() => JsonSerializer.Serialize(new { words = _words.Keys, items = _items, rows = _rows });

    private int Word(string? text) => _words.TryGetValue(text ?? "", out var known) ? known : _words[text ?? ""] = _words.Count;
}
