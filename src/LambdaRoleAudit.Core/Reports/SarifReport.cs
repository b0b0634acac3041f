using System.Text.Encodings.Web;
using System.Text.Json;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// SARIF 2.1.0 (OASIS). A function or role of a template stands at a line of a file. One of an account does not: it is a logical location
/// and, because code scanning needs a file, a file with a made-up path of account, region and name.
/// </summary>
internal sealed class SarifReport : ReportWriter
{
    private static readonly Dictionary<string, int> Indexes =
        RuleCatalog.All.Select((rule, index) => (rule.RuleId, index))
        .ToDictionary(rule => rule.RuleId, rule => rule.index, StringComparer.Ordinal);

    private readonly Utf8JsonWriter _json;
    private readonly DateTimeOffset _now;

    public SarifReport(Stream output, DateTimeOffset now)
    {
        _now = now;
        _json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        _json.WriteString("version", "2.1.0");
        _json.WriteStartArray("runs");
        _json.WriteStartObject();
        _json.WriteStartObject("tool");
        _json.WriteStartObject("driver");
        _json.WriteString("name", "LambdaRoleAudit");
        _json.WriteString("semanticVersion", ModuleVersion);
        _json.WriteStartArray("rules");
        foreach (var rule in RuleCatalog.All) WriteRule(rule);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("results");
    }

    public override void Complete()
    {
        _json.WriteEndArray();
        WriteInvocation();
        _json.WriteString("columnKind", "utf16CodeUnits");
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Writes the coverage of the run. What could not be read is a notification (SARIF 2.1.0, 3.20).</summary>
    private void WriteInvocation()
    {
        _json.WriteStartArray("invocations");
        _json.WriteStartObject();
        _json.WriteBoolean("executionSuccessful", !Coverage.IsIncomplete);
        _json.WriteString(
            "endTimeUtc", _now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        if (Coverage.IsIncomplete)
        {
            _json.WriteStartArray("toolExecutionNotifications");
            var unread = Coverage.Unread.Select(region => $"Not read, or not read completely: {region}.").Concat(Coverage.Errors);
            foreach (var text in unread.DefaultIfEmpty("Not read, or not read completely: something (see the errors of the run)."))
            {
                _json.WriteStartObject();
                _json.WriteString("level", "error");
                _json.WriteStartObject("message");
                _json.WriteString("text", text);
                _json.WriteEndObject();
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        _json.WriteStartObject("properties");
        _json.WriteString("coverage", string.Join(' ', Coverage.Sentences()));
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    protected override void Dispose(bool disposing) => _json.Dispose();

    private protected override void HandOn() => HandOn(_json);

    private protected override bool Take(ReportEntry entry)
    {
        if (!entry.IsFinding) return false;
        _json.WriteStartObject();
        _json.WriteString("ruleId", entry.RuleId);
        _json.WriteNumber("ruleIndex", Indexes.GetValueOrDefault(entry.RuleId, -1));
        // "If kind has any value other than fail, level shall be none" (SARIF 2.1.0, 3.27.10).
        var isFail = entry.Outcome is ReportOutcome.Problem or ReportOutcome.Suppressed;
        _json.WriteString("kind", isFail ? "fail" : entry.Outcome == ReportOutcome.Undecided ? "open" : "pass");
        _json.WriteString("level", isFail ? LevelOf(entry.Severity) : "none");
        _json.WriteStartObject("message");
        _json.WriteString("text", entry.Evidence.Length > 0 ? entry.Evidence : entry.Title);
        _json.WriteEndObject();
        WriteLocation(entry);
        _json.WriteStartObject("partialFingerprints");
        _json.WriteString("lambdaRoleAudit/v1", Fingerprint(entry));
        _json.WriteEndObject();
        if (entry.Outcome == ReportOutcome.Suppressed)
        {
            _json.WriteStartArray("suppressions");
            _json.WriteStartObject();
            _json.WriteString("kind", "external");
            _json.WriteString("justification", entry.Note);
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        _json.WriteStartObject("properties");
        _json.WriteString("remedy", entry.Remedy);
        _json.WriteString("roleArn", entry.RoleArn);
        _json.WriteString("severity", entry.Severity?.ToString());
        _json.WriteEndObject();
        _json.WriteEndObject();
        return true;
    }

    private void WriteRule(FindingRule rule)
    {
        _json.WriteStartObject();
        _json.WriteString("id", rule.RuleId);
        _json.WriteStartObject("shortDescription");
        _json.WriteString("text", rule.Title);
        _json.WriteEndObject();
        var page = RulePage.Of(rule);
        _json.WriteStartObject("fullDescription");
        _json.WriteString("text", page.WhyItMatters);
        _json.WriteEndObject();
        _json.WriteStartObject("help");
        _json.WriteString("text", page.WhatToDo);
        _json.WriteString("markdown", page.Markdown);
        _json.WriteEndObject();
        _json.WriteStartObject("defaultConfiguration");
        _json.WriteString("level", LevelOf(rule.Severity));
        _json.WriteEndObject();
        _json.WriteStartObject("properties");
        _json.WriteStartArray("tags");
        _json.WriteStringValue("security");
        foreach (var standard in rule.Compliance) _json.WriteStringValue(standard);
        _json.WriteEndArray();
        // The value, from 0 to 10, by which GitHub's code scanning sorts.
        _json.WriteString(
            "security-severity",
            rule.Severity switch
            {
                FindingSeverity.Critical => "9.5",
                FindingSeverity.High => "8.0",
                FindingSeverity.Medium => "5.5",
                _ => "2.0"
            });
        _json.WriteString("page", rule.HelpUri);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteLocation(ReportEntry entry)
    {
        var name = entry.FunctionName ?? (entry.RoleName.Length > 0 ? entry.RoleName : "account");
        _json.WriteStartArray("locations");
        _json.WriteStartObject();
        _json.WriteStartObject("physicalLocation");
        _json.WriteStartObject("artifactLocation");
        _json.WriteString("uri", UriOf(entry, name));
        _json.WriteEndObject();
        // Code scanning does not show a result without a position in the file.
        _json.WriteStartObject("region");
        _json.WriteNumber("startLine", Math.Max(1, entry.Declaration?.Line ?? 1));
        _json.WriteNumber("startColumn", Math.Max(1, entry.Declaration?.Column ?? 1));
        if (entry.Declaration is null)
            foreach (var edge in (ReadOnlySpan<string>)["endLine", "endColumn"]) _json.WriteNumber(edge, 1);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("logicalLocations");
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("fullyQualifiedName", entry.Subject);
        _json.WriteString("kind", "resource");
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    /// <summary>Returns a path from the root of the repository, which code scanning needs, or a made-up one.</summary>
    private static string UriOf(ReportEntry entry, string name)
    {
        string[] parts = entry.Declaration is { } declared
            ? declared.File.Split('/', '\\')
            : ["aws", entry.AccountId ?? "account", entry.Region ?? "global", entry.FunctionName is null ? "role" : "function", name];
        return string.Join('/', parts.Select(Uri.EscapeDataString));
    }

    private static string LevelOf(FindingSeverity? severity) => severity switch
    {
        FindingSeverity.Critical or FindingSeverity.High => "error",
        FindingSeverity.Medium => "warning",
        _ => "note",
    };
}
