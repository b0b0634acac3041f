using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Findings;

namespace LambdaRoleAudit.Reports;

/// <summary>Writes a report, entry by entry. Only data that the beginning or the end of the format needs is kept.</summary>
public abstract class ReportWriter : IDisposable
{
    private const int MostPending = 64 * 1024;

    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The coverage of the entries so far.</summary>
    private protected ReportCoverage Coverage { get; } = new();

    /// <summary>True if the format has a place for what was read, and what was not.</summary>
    private protected virtual bool ShowsCoverage => true;

    /// <summary>What the format cannot contain: kinds of objects, and errors, with their number.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>Creates a writer.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">The output, which is left open.</param>
    /// <param name="now">The time of the report.</param>
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
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The format is unknown."),
    };

    /// <summary>The module's version.</summary>
    private protected static string ModuleVersion => typeof(ReportWriter).Assembly.GetName().Version!.ToString(3);

    /// <summary>Writes an entry.</summary>
    public void Write(ReportEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var visible = entry.ToVisible();
        Coverage.Add(visible);
        if (!Take(visible))
        {
            // Some formats are for findings about ARNs only.
            var kind = entry is { IsFinding: true, Declaration: not null } ? $"{entry.Kind} in a template, which has no ARN" : entry.Kind;
            _leftOut[kind] = _leftOut.GetValueOrDefault(kind) + 1;
        }

        HandOn();
    }

    /// <summary>Adds what the command that returned the objects reported, such as what it could not read.</summary>
    /// <param name="errors">The messages; empty if it reported nothing, which the report says too.</param>
    public void AddErrors(IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        Coverage.AddErrors(errors);
        if (!ShowsCoverage && errors.Count > 0) _leftOut["what could not be read"] = errors.Count;
    }

    /// <summary>Ends the report. A report that was not ended is incomplete.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the writer's resources. The stream stays open.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Returns false if the format cannot contain the entry.</summary>
    private protected abstract bool Take(ReportEntry entry);

    /// <summary>Returns a text that is the same for the same finding on another day: its rule, its subject, and its evidence.</summary>
    private protected static string Fingerprint(ReportEntry entry) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.RuleId}\n{entry.Subject}\n{Evidence.Lasting(entry.Evidence)}")))
            .ToLowerInvariant();

    /// <summary>Passes on to the file what was written so far, if the format's writer would keep it until the end.</summary>
    private protected virtual void HandOn()
    {
    }

    /// <summary>Flushes a JSON writer, which keeps everything until it is flushed.</summary>
    private protected static void HandOn(Utf8JsonWriter json)
    {
        if (json.BytesPending > MostPending) json.Flush();
    }

    /// <summary>Truncates a text. A surrogate pair is one character, and is not split.</summary>
    private protected static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";
}
