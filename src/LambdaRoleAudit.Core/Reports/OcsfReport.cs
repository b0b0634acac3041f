using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// Open Cybersecurity Schema Framework: a list of Compliance Finding events (class 2003) of schema 1.6.0, which Security Hub
/// takes ("OCSF", Security Hub user guide), with the profiles cloud and datetime.
/// </summary>
internal sealed class OcsfReport : ReportWriter
{
    private const string SchemaVersion = "1.6.0";
    private const int Category = 2;
    private const int Class = 2003;
    private const int Created = 1;

    private static readonly Dictionary<string, string> Why = RuleCatalog.All.ToDictionary(rule => rule.RuleId, rule => RulePage.Of(rule).WhyItMatters, StringComparer.Ordinal);

    private readonly Utf8JsonWriter _json;
    private readonly DateTimeOffset _now;

    public OcsfReport(Stream output, DateTimeOffset now)
    {
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        _now = now;
        _json.WriteStartArray();
    }

    public override void Complete()
    {
        _json.WriteEndArray();
        _json.Flush();
    }

    protected override void Dispose(bool disposing) => _json.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        if (!entry.IsFinding || !Arn.TryParse(entry.Subject, out var arn)) return false;
        _json.WriteStartObject();
        WriteClassification();
        WriteTime("time");
        WriteEnum("severity", entry.Outcome == ReportOutcome.Fine ? (1, "Informational") : entry.Severity switch
        {
            FindingSeverity.Critical => (5, "Critical"),
            FindingSeverity.High => (4, "High"),
            FindingSeverity.Medium => (3, "Medium"),
            FindingSeverity.Low => (2, "Low"),
            _ => (0, "Unknown"),
        });
        WriteEnum("status", entry.Outcome switch { ReportOutcome.Suppressed => (3, "Suppressed"), ReportOutcome.Fine => (4, "Resolved"), _ => (1, "New") });
        if (entry.Note is { Length: > 0 } note) _json.WriteString("status_detail", note);
        _json.WriteString("message", entry.Evidence.Length > 0 ? entry.Evidence : entry.Title);
        WriteMetadata(entry);
        WriteCloud(arn, entry.Region);
        WriteFindingInfo(entry);
        WriteCompliance(entry);
        if (entry.Remedy is { Length: > 0 } remedy)
        {
            _json.WriteStartObject("remediation");
            _json.WriteString("desc", remedy);
            _json.WriteEndObject();
        }

        _json.WriteStartArray("resources");
        if (entry.FunctionArn is { } function) WriteResource("AWS::Lambda::Function", function, entry.FunctionName, entry.Region, arn.Partition);
        if (entry.RoleArn is { } role) WriteResource("AWS::IAM::Role", role, role[(role.LastIndexOf('/') + 1)..], null, arn.Partition);
        _json.WriteEndArray();
        _json.WriteEndObject();
        return true;
    }

    private void WriteClassification()
    {
        WriteEnum("activity", (Created, "Create"), "activity_name");
        _json.WriteNumber("category_uid", Category);
        _json.WriteString("category_name", "Findings");
        _json.WriteNumber("class_uid", Class);
        _json.WriteString("class_name", "Compliance Finding");
        _json.WriteNumber("type_uid", (Class * 100) + Created);
        _json.WriteString("type_name", "Compliance Finding: Create");
    }

    private void WriteMetadata(ReportEntry entry)
    {
        _json.WriteStartObject("metadata");
        _json.WriteString("version", SchemaVersion);
        _json.WriteStartArray("profiles");
        _json.WriteStringValue("cloud");
        _json.WriteStringValue("datetime");
        _json.WriteEndArray();
        _json.WriteStartObject("product");
        _json.WriteString("name", "LambdaRoleAudit");
        _json.WriteString("uid", "lambda-role-audit");
        _json.WriteString("vendor_name", "LambdaRoleAudit");
        _json.WriteString("version", typeof(OcsfReport).Assembly.GetName().Version!.ToString(3));
        _json.WriteEndObject();
        _json.WriteString("event_code", entry.RuleId);
        _json.WriteEndObject();
    }

    private void WriteCloud(Arn arn, string? region)
    {
        _json.WriteStartObject("cloud");
        _json.WriteString("provider", "AWS");
        _json.WriteString("cloud_partition", arn.Partition);
        if (region is not null) _json.WriteString("region", region);
        _json.WriteStartObject("account");
        _json.WriteString("uid", arn.AccountId);
        WriteEnum("type", (10, "AWS Account"));
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteFindingInfo(ReportEntry entry)
    {
        _json.WriteStartObject("finding_info");
        _json.WriteString("uid", Fingerprint(entry));
        _json.WriteString("title", entry.Title);
        if (Why.TryGetValue(entry.RuleId, out var why)) _json.WriteString("desc", why);
        _json.WriteStartArray("types");
        _json.WriteStringValue("Software and Configuration Checks/AWS Security Best Practices");
        _json.WriteEndArray();
        WriteTime("created_time");
        WriteTime("modified_time");
        _json.WriteEndObject();
    }

    private void WriteCompliance(ReportEntry entry)
    {
        _json.WriteStartObject("compliance");
        _json.WriteString("control", entry.RuleId);
        _json.WriteStartArray("standards");
        foreach (var standard in entry.Compliance) _json.WriteStringValue(standard);
        _json.WriteEndArray();
        WriteEnum("status", entry.Outcome switch { ReportOutcome.Fine => (1, "Pass"), ReportOutcome.Undecided => (0, "Unknown"), _ => (3, "Fail") });
        _json.WriteEndObject();
    }

    private void WriteResource(string type, string arn, string? name, string? region, string partition)
    {
        _json.WriteStartObject();
        _json.WriteString("type", type);
        _json.WriteString("uid", arn);
        if (name is not null) _json.WriteString("name", name);
        if (region is not null) _json.WriteString("region", region);
        _json.WriteString("cloud_partition", partition);
        _json.WriteEndObject();
    }

    /// <summary>A number, and its caption beside it, which OCSF calls its sibling.</summary>
    private void WriteEnum(string name, (int Id, string Caption) value, string? sibling = null)
    {
        _json.WriteNumber($"{name}_id", value.Id);
        _json.WriteString(sibling ?? name, value.Caption);
    }

    /// <summary>Milliseconds since 1970, and RFC 3339 beside them.</summary>
    private void WriteTime(string name)
    {
        _json.WriteNumber(name, _now.ToUnixTimeMilliseconds());
        _json.WriteString($"{name}_dt", _now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
