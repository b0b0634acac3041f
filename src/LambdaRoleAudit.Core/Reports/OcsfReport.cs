using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// Open Cybersecurity Schema Framework: a list of Compliance Finding events (class 2003) of schema 1.6.0, which Security Hub accepts
/// ("OCSF", Security Hub user guide), with the profiles cloud and datetime.
/// </summary>
internal sealed class OcsfReport(Stream output, DateTimeOffset now) : JsonListReport(output)
{
    private const string SchemaVersion = "1.6.0";
    private const int Category = 2;
    private const int Class = 2003;
    private const int Created = 1;

    private static readonly Dictionary<string, string> Why =
        RuleCatalog.All.ToDictionary(rule => rule.RuleId, rule => RulePage.Of(rule).WhyItMatters, StringComparer.Ordinal);

    private protected override bool Take(ReportEntry entry)
    {
        if (!entry.IsFinding || !Arn.TryParse(entry.Subject, out var arn)) return false;
        Json.WriteStartObject();
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
        WriteEnum(
            "status",
            entry.Outcome switch { ReportOutcome.Suppressed => (3, "Suppressed"), ReportOutcome.Fine => (4, "Resolved"), _ => (1, "New") });
        if (entry.Note is { Length: > 0 } note) Json.WriteString("status_detail", note);
        Json.WriteString("message", entry.Evidence.Length > 0 ? entry.Evidence : entry.Title);
        WriteMetadata(entry);
        WriteCloud(arn, entry.Region);
        WriteFindingInfo(entry);
        WriteCompliance(entry);
        if (entry.Remedy is { Length: > 0 } remedy)
        {
            Json.WriteStartObject("remediation");
            Json.WriteString("desc", remedy);
            Json.WriteEndObject();
        }

        Json.WriteStartArray("resources");
        if (entry.FunctionArn is { } function)
            WriteResource("AWS::Lambda::Function", function, entry.FunctionName, entry.Region, arn.Partition);
        if (entry.RoleArn is { } role) WriteResource("AWS::IAM::Role", role, entry.RoleName, null, arn.Partition);
        Json.WriteEndArray();
        Json.WriteEndObject();
        return true;
    }

    private void WriteClassification()
    {
        WriteEnum("activity", (Created, "Create"), "activity_name");
        Json.WriteNumber("category_uid", Category);
        Json.WriteString("category_name", "Findings");
        Json.WriteNumber("class_uid", Class);
        Json.WriteString("class_name", "Compliance Finding");
        Json.WriteNumber("type_uid", (Class * 100) + Created);
        Json.WriteString("type_name", "Compliance Finding: Create");
    }

    private void WriteMetadata(ReportEntry entry)
    {
        Json.WriteStartObject("metadata");
        Json.WriteString("version", SchemaVersion);
        Json.WriteStartArray("profiles");
        Json.WriteStringValue("cloud");
        Json.WriteStringValue("datetime");
        Json.WriteEndArray();
        Json.WriteStartObject("product");
        Json.WriteString("name", "LambdaRoleAudit");
        Json.WriteString("uid", "lambda-role-audit");
        Json.WriteString("vendor_name", "LambdaRoleAudit");
        Json.WriteString("version", ModuleVersion);
        Json.WriteEndObject();
        Json.WriteString("event_code", entry.RuleId);
        Json.WriteEndObject();
    }

    private void WriteCloud(Arn arn, string? region)
    {
        Json.WriteStartObject("cloud");
        Json.WriteString("provider", "AWS");
        Json.WriteString("cloud_partition", arn.Partition);
        if (region is not null) Json.WriteString("region", region);
        Json.WriteStartObject("account");
        Json.WriteString("uid", arn.AccountId);
        WriteEnum("type", (10, "AWS Account"));
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void WriteFindingInfo(ReportEntry entry)
    {
        Json.WriteStartObject("finding_info");
        Json.WriteString("uid", Fingerprint(entry));
        Json.WriteString("title", entry.Title);
        if (Why.TryGetValue(entry.RuleId, out var why)) Json.WriteString("desc", why);
        Json.WriteStartArray("types");
        Json.WriteStringValue(SecurityFindings.FindingType);
        Json.WriteEndArray();
        WriteTime("created_time");
        WriteTime("modified_time");
        Json.WriteEndObject();
    }

    private void WriteCompliance(ReportEntry entry)
    {
        Json.WriteStartObject("compliance");
        Json.WriteString("control", entry.RuleId);
        Json.WriteStartArray("standards");
        foreach (var standard in entry.Compliance) Json.WriteStringValue(standard);
        Json.WriteEndArray();
        WriteEnum(
            "status",
            entry.Outcome switch { ReportOutcome.Fine => (1, "Pass"), ReportOutcome.Undecided => (0, "Unknown"), _ => (3, "Fail") });
        Json.WriteEndObject();
    }

    private void WriteResource(string type, string arn, string? name, string? region, string partition)
    {
        Json.WriteStartObject();
        Json.WriteString("type", type);
        Json.WriteString("uid", arn);
        if (name is not null) Json.WriteString("name", name);
        if (region is not null) Json.WriteString("region", region);
        Json.WriteString("cloud_partition", partition);
        Json.WriteEndObject();
    }

    /// <summary>Writes a number together with its caption, which OCSF calls its sibling.</summary>
    private void WriteEnum(string name, (int Id, string Caption) value, string? sibling = null)
    {
        Json.WriteNumber($"{name}_id", value.Id);
        Json.WriteString(sibling ?? name, value.Caption);
    }

    /// <summary>Writes milliseconds since 1970, and the same time as RFC 3339.</summary>
    private void WriteTime(string name)
    {
        Json.WriteNumber(name, now.ToUnixTimeMilliseconds());
        Json.WriteString($"{name}_dt", SecurityFindings.Rfc3339(now));
    }
}
