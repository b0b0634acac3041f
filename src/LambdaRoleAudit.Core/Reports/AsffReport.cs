using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// AWS Security Finding Format, in batches of a hundred, the maximum of BatchImportFindings (Security Hub API reference). A list of
/// batches, each of which can be sent as it is. Values are truncated to the format's limits (Security Hub user guide, "Required top-level
/// attributes").
/// </summary>
internal sealed class AsffReport(Stream output, DateTimeOffset now) : JsonListReport(output)
{
    private const int BatchSize = 100;
    private const int LongestTitle = 256;
    private const int LongestDescription = 1024;
    private const int LongestRemedy = 512;

    private readonly string _now = SecurityFindings.Rfc3339(now);
    private int _inBatch;

    public override void Complete()
    {
        EndBatch();
        base.Complete();
    }

    private protected override bool Take(ReportEntry entry)
    {
        if (!entry.IsFinding || !Arn.TryParse(entry.Subject, out var arn)) return false;
        if (_inBatch == BatchSize) EndBatch();
        if (_inBatch++ == 0)
        {
            Json.WriteStartObject();
            Json.WriteStartArray("Findings");
        }

        // A role has no region, so its findings are sent to the partition's first region.
        var region = entry.Region is { Length: > 0 } own
            ? own
            : arn.Partition switch { "aws-cn" => "cn-north-1", "aws-us-gov" => "us-gov-west-1", _ => "us-east-1" };
        Json.WriteStartObject();
        Json.WriteString("SchemaVersion", "2018-10-08");
        Json.WriteString("Id", $"lambda-role-audit/{Fingerprint(entry)}");
        Json.WriteString("ProductArn", $"arn:{arn.Partition}:securityhub:{region}:{arn.AccountId}:product/{arn.AccountId}/default");
        Json.WriteString("GeneratorId", $"lambda-role-audit/{entry.RuleId}");
        Json.WriteString("AwsAccountId", arn.AccountId);
        Json.WriteStartArray("Types");
        Json.WriteStringValue(SecurityFindings.FindingType);
        Json.WriteEndArray();
        Json.WriteString("CreatedAt", _now);
        Json.WriteString("UpdatedAt", _now);
        Json.WriteStartObject("Severity");
        Json.WriteString(
            "Label",
            entry.Outcome == ReportOutcome.Fine ? "INFORMATIONAL" : entry.Severity?.ToString().ToUpperInvariant() ?? "INFORMATIONAL");
        Json.WriteEndObject();
        Json.WriteString("Title", Cut($"{entry.RuleId}: {entry.Title}", LongestTitle));
        Json.WriteString("Description", Cut(entry.Evidence.Length > 0 ? entry.Evidence : entry.Title, LongestDescription));
        if (entry.Remedy is { Length: > 0 } remedy)
        {
            Json.WriteStartObject("Remediation");
            Json.WriteStartObject("Recommendation");
            Json.WriteString("Text", Cut(remedy, LongestRemedy));
            Json.WriteEndObject();
            Json.WriteEndObject();
        }

        Json.WriteStartObject("ProductFields");
        Json.WriteString("ProviderName", "LambdaRoleAudit");
        Json.WriteString("RuleId", entry.RuleId);
        Json.WriteEndObject();
        Json.WriteStartArray("Resources");
        if (entry.FunctionArn is { } function) WriteResource("AwsLambdaFunction", function, arn.Partition, region);
        if (entry.RoleArn is { } role) WriteResource("AwsIamRole", role, arn.Partition, region);
        Json.WriteEndArray();
        Json.WriteStartObject("Compliance");
        Json.WriteString(
            "Status", entry.Outcome switch { ReportOutcome.Fine => "PASSED", ReportOutcome.Undecided => "NOT_AVAILABLE", _ => "FAILED" });
        Json.WriteEndObject();
        Json.WriteStartObject("Workflow");
        Json.WriteString(
            "Status", entry.Outcome == ReportOutcome.Suppressed ? "SUPPRESSED" : entry.Outcome == ReportOutcome.Fine ? "RESOLVED" : "NEW");
        Json.WriteEndObject();
        Json.WriteString("RecordState", "ACTIVE");
        Json.WriteEndObject();
        return true;
    }

    private void WriteResource(string type, string id, string partition, string region)
    {
        Json.WriteStartObject();
        Json.WriteString("Type", type);
        Json.WriteString("Id", id);
        Json.WriteString("Partition", partition);
        Json.WriteString("Region", region);
        Json.WriteEndObject();
    }

    private void EndBatch()
    {
        if (_inBatch == 0) return;
        Json.WriteEndArray();
        Json.WriteEndObject();
        _inBatch = 0;
    }
}
