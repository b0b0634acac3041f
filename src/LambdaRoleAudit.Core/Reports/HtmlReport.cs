using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// HTML: one file that loads nothing and makes no network requests. Data from AWS is in a data block and in encoded text. The content
/// security policy in the head allows only this file's own style and script, by their hashes.
/// </summary>
internal sealed class HtmlReport(Stream output, DateTimeOffset now) : ReportWriter
{
    /// <summary>
    /// The file must stay under 5 MB with ten thousand functions, so a policy is truncated here. The other formats contain it completely.
    /// </summary>
    private const int LongestEvidence = 200;

    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    private readonly List<ReportEntry> _entries = [];

    public override void Complete()
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        text.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{Hash(Style)}'; script-src 'sha256-{Hash(Script)}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>Lambda execution roles</title>
            <style>{Style}</style>
            </head>
            <body>
            <header>
            <h1>Lambda execution roles</h1>
            <p class="soft">{Encode(Heading())}</p>
            <p{(Coverage.IsIncomplete ? " class=\"mark undecided\"" : " class=\"soft\"")}>{Encode(string.Join(' ', Coverage.Sentences()))}</p>
            </header>
            <main>

            """);
        WriteTiles(text);
        SharingPicture.Write(text, _entries);
        RepairPicture.Write(text, _entries);
        WriteTable(text);
        text.Write($"""
            </main>
            <script type="application/json" id="data">{Data()}</script>
            <script>{Script}</script>
            </body>
            </html>

            """);
    }

    protected override void Dispose(bool disposing)
    {
        // The caller owns the stream.
    }

    private protected override bool Take(ReportEntry entry)
    {
        _entries.Add(entry);
        return true;
    }

    /// <summary>Encodes text from AWS as HTML text.</summary>
    internal static string Encode(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    private string Heading() =>
        string.Create(CultureInfo.InvariantCulture, $"LambdaRoleAudit {ModuleVersion}, {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private void WriteTiles(StreamWriter text)
    {
        // If findings were also piped in, a shared role is already in the findings of its functions.
        var hasFindings = _entries.Exists(entry => entry.Kind == "Finding");
        var findings = _entries.Where(entry => entry.Kind == (hasFindings ? "Finding" : "SharedRole")).ToList();
        if (findings.Count == 0) return;
        text.Write("<h2>Findings</h2>\n<ul class=\"tiles\">\n");
        foreach (var severity in Enum.GetValues<FindingSeverity>().OrderDescending())
            Tile(
                severity.ToString().ToLowerInvariant(),
                findings.Count(entry => entry.Outcome == ReportOutcome.Problem && entry.Severity == severity), severity.ToString());
        Tile("undecided", findings.Count(entry => entry.Outcome == ReportOutcome.Undecided), "Unknown");
        var functions = findings.Where(entry => entry.Outcome == ReportOutcome.Problem).Select(entry => entry.FunctionArn).OfType<string>()
            .Distinct(StringComparer.Ordinal).Count();
        Tile("", functions, "Functions with findings");
        text.Write("</ul>\n");

        void Tile(string kind, int count, string label) =>
            text.Write(string.Create(CultureInfo.InvariantCulture, $"<li class=\"{kind}\"><b>{count:N0}</b>{Encode(label)}</li>\n"));
    }

    private static void WriteTable(StreamWriter text) => text.Write("""
        <section id="table" hidden>
        <h2>All entries</h2>
        <div class="filters" role="search">
        <label class="wide">Search<input id="text" type="search" autocomplete="off" placeholder="function, role, rule, words of the evidence"></label>
        <label>Severity<select id="severity"><option value="">all</option></select></label>
        <label>Status<select id="status"><option value="">all</option></select></label>
        <label>Rule<select id="rule"><option value="">all</option></select></label>
        </div>
        <table id="rows">
        <caption aria-live="polite"></caption>
        <thead><tr><th scope="col"><button type="button">Severity</button></th><th scope="col"><button type="button">Status</button></th><th scope="col"><button type="button">Rule</button></th><th scope="col"><button type="button">Function</button></th><th scope="col"><button type="button">Region</button></th><th scope="col"><button type="button">What</button></th></tr></thead>
        <tbody></tbody>
        </table>
        <p><button id="more" type="button" hidden>Show more</button></p>
        </section>
        <noscript><p>The table needs the script in this file. The same is in the other formats of the report.</p></noscript>

        """);

    /// <summary>
    /// Returns the rows, with repeated texts stored once. System.Text.Json escapes "&lt;", so that nothing can close the block.
    /// </summary>
    private string Data()
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        int Word(string? text) => words.TryGetValue(text ?? "", out var known) ? known : words[text ?? ""] = words.Count;
        var rows = _entries.Select(entry => new[]
        {
            Word(entry.Severity?.ToString()), Word(entry.Status), Word(entry.Outcome.ToString()), Word(entry.RuleId),
            Word(entry.FunctionName ?? entry.RoleName), Word(entry.Region), Word(entry.Title),
            Word(Cut(entry.Note is { } note ? $"{entry.Evidence} {note}".Trim() : entry.Evidence, LongestEvidence)), Word(entry.RoleName),
            Word(Remedy(entry)),
        }).ToList();
        return JsonSerializer.Serialize(new { words = words.Keys, rows });
    }

    /// <summary>
    /// Returns the remedy only if it is a command for the function. Advice that applies to every role is on the rule's page.
    /// </summary>
    private static string Remedy(ReportEntry entry) =>
        entry.Remedy is { } remedy && remedy.StartsWith("Repair-", StringComparison.Ordinal) ? remedy : "";

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(stream, Encoding.UTF8);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
