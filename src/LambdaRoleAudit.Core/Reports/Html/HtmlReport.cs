using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// HTML: one file that loads nothing and makes no network requests. Everything can be read without the script, which adds the table and the
/// buttons. Data from AWS is in encoded text, and in a data block. The content security policy in the head allows only this file's own
/// style and script, by their hashes.
/// </summary>
internal sealed class HtmlReport(Stream output, DateTimeOffset now) : ReportWriter
{
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    private readonly List<ReportEntry> _entries = [];

    public override void Complete()
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var page = new HtmlPage(text, _entries, Coverage);
        var verdict = _entries.Count == 0 ? [.. Coverage.Sentences()] : Verdict.Of(page);
        text.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{Hash(Style)}'; script-src 'sha256-{Hash(Script)}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{HtmlText.Encode(verdict[0])} Lambda execution roles</title>
            <style>{Style}</style>
            </head>
            <body>
            <header>
            <p class="eyebrow">Lambda execution roles</p>
            <h1>{HtmlText.Encode(verdict[0])}</h1>
            {string.Concat(verdict.Skip(1).Select(sentence => $"<p class=also>{HtmlText.Encode(sentence)}\n"))}
            """);
        CoverageBlock.Write(page, ModuleVersion, now);
        var sections = HtmlSection.All.Where(section => section.Concerns(page)).ToList();
        if (sections.Count > 1)
            text.Write(
                $"<nav aria-label=Sections>{string.Concat(sections.Select(section => $"<a href=\"#{section.Id}\">{section.Title}</a> "))}</nav>\n");
        text.Write("</header>\n<main>\n");
        foreach (var section in sections) section.Write(page);
        text.Write($"""
            </main>
            <script type="application/json" id="data">{page.Rows.ToJson()}</script>
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

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(stream, Encoding.UTF8);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
