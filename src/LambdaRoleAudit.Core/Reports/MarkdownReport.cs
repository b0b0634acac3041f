using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Markdown: a table, followed by the counts. Data from AWS never becomes markup.</summary>
internal sealed class MarkdownReport : ReportWriter
{
    /// <summary>A complete policy is too long for a comment in a pull request.</summary>
    private const int LongestCell = 200;

    private readonly StreamWriter _text;
    private readonly DateTimeOffset _now;
    private readonly StringBuilder _rows = new();
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private string _above = "";

    public MarkdownReport(Stream output, DateTimeOffset now)
    {
        _text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        _now = now;
    }

    public override void Complete()
    {
        _text.WriteLine("# Lambda execution roles");
        _text.WriteLine();
        _text.WriteLine(
            FormattableString.Invariant(
                $"LambdaRoleAudit {ModuleVersion}, {_now.UtcDateTime:yyyy-MM-dd HH:mm} UTC. {string.Join(' ', Coverage.Sentences())}"));
        if (_counts.Count == 0)
        {
            _text.Flush();
            return;
        }

        _text.WriteLine();
        _text.WriteLine("| Severity | Rule | Status | Function or role | Region or line | What | Evidence |");
        _text.WriteLine("|---|---|---|---|---|---|---|");
        _text.Write(_rows);
        _text.WriteLine();
        _text.WriteLine(string.Join(", ", _counts.Select(count => FormattableString.Invariant($"{count.Value} {count.Key}"))) + ".");
        _text.Flush();
    }

    protected override void Dispose(bool disposing) => _text.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        AddRow(entry);
        // A role can allow hundreds of services. The line of the function names the first of those that it did not use.
        foreach (var part in entry.Parts.Where(part => part.Kind != UsageEntries.CoverageKind)) AddRow(part);
        return true;
    }

    private void AddRow(ReportEntry entry)
    {
        var word = entry.Severity is { } severity ? $"{severity} {entry.Status}" : entry.Status;
        _counts[word] = _counts.GetValueOrDefault(word) + 1;
        var subject = entry.FunctionName ?? entry.RoleName;
        // Text that is the same for every step of a plan is written once.
        var evidence = entry.Evidence.Length > 0 && entry.Evidence == _above ? "as above" : entry.Evidence;
        _above = entry.Evidence;
        if (entry.Source is UsedPermission or UnmappedCall) evidence = UsageEntries.WithCalls(entry);
        string[] cells = [entry.Severity?.ToString() ?? "", entry.RuleId, entry.Status, subject, entry.Place, entry.Title, evidence];
        _rows.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
    }

    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var c in Cut(text, LongestCell))
        {
            if (c is '\r' or '\n' or '\t') cell.Append(' ');
            else if (char.IsAsciiLetterOrDigit(c)
                || c is ' ' or '.' or ',' or ':' or ';' or '-' or '/' or '(' or ')' or '"' or '\'' or '{' or '}' or '=' or '+' or '$'
                || c > 127) cell.Append(c);
            // An entity is text in every Markdown dialect, and cannot close a cell or open a tag.
            else cell.Append(System.Globalization.CultureInfo.InvariantCulture, $"&#{(int)c};");
        }

        return cell.ToString();
    }
}
