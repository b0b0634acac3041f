using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Findings;

namespace LambdaRoleAudit.Reports;

/// <summary>Writes a report, entry by entry: nothing is kept but what the format's beginning says of all, or its end needs.</summary>
public abstract class ReportWriter : IDisposable
{
    private const int MostPending = 64 * 1024;

    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>What the entries so far hold for.</summary>
    private protected ReportCoverage Coverage { get; } = new();

    /// <summary>What the format has no place for, and how many.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>A writer.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="now">The report's time.</param>
    public static ReportWriter Create(ReportFormat format, Stream output, DateTimeOffset now) => format switch
    {
        ReportFormat.Html => new HtmlReport(output, now),
        ReportFormat.Json => new JsonReport(output),
        ReportFormat.Csv => new CsvReport(output),
        ReportFormat.Markdown => new MarkdownReport(output, now),
        ReportFormat.Sarif => new SarifReport(output, now),
        ReportFormat.JUnit => new JUnitReport(output, now),
        ReportFormat.Asff => new AsffReport(output, now),
        ReportFormat.Ocsf => new OcsfReport(output, now),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>The module's version.</summary>
    private protected static string ModuleVersion => typeof(ReportWriter).Assembly.GetName().Version!.ToString(3);

    /// <summary>Writes an entry.</summary>
    public void Write(ReportEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var visible = entry.ToVisible();
        Coverage.Add(visible);
        if (!Take(visible)) _leftOut[entry.Kind] = _leftOut.GetValueOrDefault(entry.Kind) + 1;
        HandOn();
    }

    /// <summary>Ends the report. Without it the report is not whole.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds; the stream stays open.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>False where the format has no place for the entry.</summary>
    private protected abstract bool Take(ReportEntry entry);

    /// <summary>The same for the same finding on another day: its rule, what it is about, and its evidence.</summary>
    private protected static string Fingerprint(ReportEntry entry) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.RuleId}\n{entry.Subject}\n{Evidence.Lasting(entry.Evidence)}")))
            .ToLowerInvariant();

    /// <summary>Hands on to the file what is written so far, where the format's writer would keep it to the end.</summary>
    private protected virtual void HandOn()
    {
    }

    /// <summary>A JSON writer keeps all that it was given until it is flushed.</summary>
    private protected static void HandOn(Utf8JsonWriter json)
    {
        if (json.BytesPending > MostPending) json.Flush();
    }

    /// <summary>A pair of surrogates is one character: it is not cut in two.</summary>
    private protected static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";
}
