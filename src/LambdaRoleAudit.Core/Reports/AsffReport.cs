using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// AWS Security Finding Format, in batches of a hundred: what BatchImportFindings takes at once (Security Hub API reference).
/// A list of batches, each to be sent as it is. Lengths are cut to the format's limits (Security Hub user guide, "Required
/// top-level attributes").
/// </summary>
internal sealed class AsffReport : ReportWriter
{
    private const int BatchSize = 100;
    private const int LongestTitle = 256;
    private const int LongestDescription = 1024;
    private const int LongestRemedy = 512;

    private readonly Utf8JsonWriter _json;
    private readonly string _now;
    private int _inBatch;

    public AsffReport(Stream output, DateTimeOffset now)
    {
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        _now = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _json.WriteStartArray();
    }

    public override void Complete()
    {
        EndBatch();
        _json.WriteEndArray();
        _json.Flush();
    }

    protected override void Dispose(bool disposing) => _json.Dispose();

    private protected override bool Take(ReportEntry entry)
    {
        if (!entry.IsFinding || !Arn.TryParse(entry.Subject, out var arn)) return false;
        if (_inBatch == BatchSize) EndBatch();
        if (_inBatch++ == 0)
        {
            _json.WriteStartObject();
            _json.WriteStartArray("Findings");
        }

        // A role has no region: its findings go to the partition's first.
        var region = entry.Region is { Length: > 0 } own ? own : arn.Partition switch { "aws-cn" => "cn-north-1", "aws-us-gov" => "us-gov-west-1", _ => "us-east-1" };
        _json.WriteStartObject();
        _json.WriteString("SchemaVersion", "2018-10-08");
        _json.WriteString("Id", $"lambda-role-audit/{Fingerprint(entry)}");
        _json.WriteString("ProductArn", $"arn:{arn.Partition}:securityhub:{region}:{arn.AccountId}:product/{arn.AccountId}/default");
        _json.WriteString("GeneratorId", $"lambda-role-audit/{entry.RuleId}");
        _json.WriteString("AwsAccountId", arn.AccountId);
        _json.WriteStartArray("Types");
        _json.WriteStringValue("Software and Configuration Checks/AWS Security Best Practices");
        _json.WriteEndArray();
        _json.WriteString("CreatedAt", _now);
        _json.WriteString("UpdatedAt", _now);
        _json.WriteStartObject("Severity");
        _json.WriteString("Label", entry.Outcome == ReportOutcome.Fine ? "INFORMATIONAL" : entry.Severity?.ToString().ToUpperInvariant() ?? "INFORMATIONAL");
        _json.WriteEndObject();
        _json.WriteString("Title", Cut($"{entry.RuleId}: {entry.Title}", LongestTitle));
        _json.WriteString("Description", Cut(entry.Evidence.Length > 0 ? entry.Evidence : entry.Title, LongestDescription));
        if (entry.Remedy is { Length: > 0 } remedy)
        {
            _json.WriteStartObject("Remediation");
            _json.WriteStartObject("Recommendation");
            _json.WriteString("Text", Cut(remedy, LongestRemedy));
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.WriteStartObject("ProductFields");
        _json.WriteString("ProviderName", "LambdaRoleAudit");
        _json.WriteString("RuleId", entry.RuleId);
        _json.WriteEndObject();
        _json.WriteStartArray("Resources");
        if (entry.FunctionArn is { } function) WriteResource("AwsLambdaFunction", function, arn.Partition, region);
        if (entry.RoleArn is { } role) WriteResource("AwsIamRole", role, arn.Partition, region);
        _json.WriteEndArray();
        _json.WriteStartObject("Compliance");
        _json.WriteString("Status", entry.Outcome switch { ReportOutcome.Fine => "PASSED", ReportOutcome.Undecided => "NOT_AVAILABLE", _ => "FAILED" });
        _json.WriteEndObject();
        _json.WriteStartObject("Workflow");
        _json.WriteString("Status", entry.Outcome == ReportOutcome.Suppressed ? "SUPPRESSED" : entry.Outcome == ReportOutcome.Fine ? "RESOLVED" : "NEW");
        _json.WriteEndObject();
        _json.WriteString("RecordState", "ACTIVE");
        _json.WriteEndObject();
        return true;
    }

    private void WriteResource(string type, string id, string partition, string region)
    {
        _json.WriteStartObject();
        _json.WriteString("Type", type);
        _json.WriteString("Id", id);
        _json.WriteString("Partition", partition);
        _json.WriteString("Region", region);
        _json.WriteEndObject();
    }

    private void EndBatch()
    {
        if (_inBatch == 0) return;
        _json.WriteEndArray();
        _json.WriteEndObject();
        _inBatch = 0;
    }
}
