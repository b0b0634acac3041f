using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// CSV as described in RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV Injection").
/// </summary>
internal sealed class CsvReport : ReportWriter
{
    private static readonly string[] Header =
        ["Kind", "RuleId", "Severity", "Status", "Title", "AccountId", "Region", "FunctionName", "FunctionArn", "RoleArn", "Evidence",
            "Remedy", "Note", "Compliance", "HelpUri", "CoveredRegions", "UnreadRegions", "Declaration",
            "Count", "DeniedCount", "FirstSeen", "LastSeen"];

    private readonly StreamWriter _text;

    public CsvReport(Stream output)
    {
        // With a byte order mark: without it, spreadsheets read non-ASCII characters incorrectly.
        _text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        _text.WriteLine(string.Join(',', Header));
    }

    private protected override bool ShowsCoverage => false;

    public override void Complete() => _text.Flush();

    protected override void Dispose(bool disposing) => _text.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        WriteRow(entry);
        foreach (var part in entry.Parts) WriteRow(part);
        return true;
    }

    private void WriteRow(ReportEntry entry)
    {
        string?[] cells =
        [
            entry.Kind, entry.RuleId, entry.Severity?.ToString(), entry.Status, entry.Title, entry.AccountId, entry.Region,
            entry.FunctionName, entry.FunctionArn, entry.RoleArn,
            entry.Evidence, entry.Remedy, entry.Note, string.Join("; ", entry.Compliance), entry.HelpUri,
            string.Join("; ", entry.CoveredRegions), string.Join("; ", entry.UnreadRegions), entry.Declaration?.ToString(),
            Number(entry.Count), Number(entry.DeniedCount), Time(entry.FirstSeen), Time(entry.LastSeen),
        ];
        _text.WriteLine(string.Join(',', cells.Select(Cell)));
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time is { } known ? SecurityFindings.Rfc3339(known) : null;

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = $"'{text}";
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
