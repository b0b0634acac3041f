using System.Xml;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// JUnit XML: one test case per finding. A problem is a failure, an undecided finding is an error, and a suppressed finding is skipped.
/// </summary>
internal sealed class JUnitReport : ReportWriter
{
    private readonly XmlWriter _xml;
    private readonly DateTimeOffset _now;
    private readonly List<ReportEntry> _entries = [];

    public JUnitReport(Stream output, DateTimeOffset now)
    {
        // Characters that XML cannot contain are not visible text, so they do not get here.
        _xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CloseOutput = false });
        _now = now;
    }

    public override void Complete()
    {
        _xml.WriteStartElement("testsuites");
        _xml.WriteStartElement("testsuite");
        _xml.WriteAttributeString("name", "LambdaRoleAudit");
        _xml.WriteAttributeString(
            "timestamp", _now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        _xml.WriteStartElement("properties");
        Property("version", ModuleVersion);
        Property("coverage", string.Join(' ', Coverage.Sentences()));
        _xml.WriteEndElement();
        foreach (var entry in _entries) Case(entry);
        // A suite without a case counts as passed.
        foreach (var error in Coverage.Errors) NotRead(error);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.Flush();
    }

    protected override void Dispose(bool disposing) => _xml.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        // What a function used is neither passed nor failed.
        if (entry.Kind == UsageEntries.Kind) return false;
        _entries.Add(entry);
        return true;
    }

    private void Property(string name, string value)
    {
        _xml.WriteStartElement("property");
        _xml.WriteAttributeString("name", name);
        _xml.WriteAttributeString("value", value);
        _xml.WriteEndElement();
    }

    private void NotRead(string error)
    {
        _xml.WriteStartElement("testcase");
        _xml.WriteAttributeString("classname", "LambdaRoleAudit.Not read");
        _xml.WriteAttributeString("name", error);
        _xml.WriteStartElement("error");
        _xml.WriteAttributeString("message", error);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    private void Case(ReportEntry entry)
    {
        _xml.WriteStartElement("testcase");
        _xml.WriteAttributeString("classname", $"{entry.RuleId}.{entry.Title}");
        _xml.WriteAttributeString("name", entry.FunctionName is { } name ? $"{name} ({entry.Place})" : entry.Subject);
        switch (entry.Outcome)
        {
            case ReportOutcome.Problem: Element("failure", entry); break;
            case ReportOutcome.Undecided: Element("error", entry); break;
            case ReportOutcome.Suppressed:
                _xml.WriteStartElement("skipped");
                _xml.WriteAttributeString("message", entry.Note ?? "");
                _xml.WriteEndElement();
                break;
        }

        _xml.WriteEndElement();
    }

    private void Element(string name, ReportEntry entry)
    {
        _xml.WriteStartElement(name);
        _xml.WriteAttributeString("type", $"{entry.Severity?.ToString() ?? entry.Status}");
        _xml.WriteAttributeString("message", entry.Evidence);
        _xml.WriteString($"{entry.Evidence}\n{entry.Remedy}\n{entry.HelpUri}".Trim());
        _xml.WriteEndElement();
    }
}
