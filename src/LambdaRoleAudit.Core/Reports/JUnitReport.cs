using System.Xml;

namespace LambdaRoleAudit.Reports;

/// <summary>JUnit's XML: a test case a finding. A problem is a failure, what is undecided an error, what is suppressed skipped.</summary>
internal sealed class JUnitReport : ReportWriter
{
    private readonly XmlWriter _xml;

    public JUnitReport(Stream output)
    {
        // What XML cannot hold is not visible text: it does not come here.
        _xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CloseOutput = false });
        _xml.WriteStartElement("testsuites");
        _xml.WriteStartElement("testsuite");
        _xml.WriteAttributeString("name", "LambdaRoleAudit");
    }

    public override void Complete()
    {
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.Flush();
    }

    protected override void Dispose(bool disposing) => _xml.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        _xml.WriteStartElement("testcase");
        _xml.WriteAttributeString("classname", $"{entry.RuleId}.{entry.Title}");
        _xml.WriteAttributeString("name", entry.FunctionName is { } name ? $"{name} ({entry.Region})" : entry.Subject);
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
        return true;
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
