using System.Text.Json;

namespace LambdaRoleAudit.Reports;

/// <summary>The common part of formats that are a list in JSON: the list is opened first, and closed at the end.</summary>
internal abstract class JsonListReport : ReportWriter
{
    protected JsonListReport(Stream output)
    {
        Json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        Json.WriteStartArray();
    }

    protected Utf8JsonWriter Json { get; }

    private protected override bool ShowsCoverage => false;

    public override void Complete()
    {
        Json.WriteEndArray();
        Json.Flush();
    }

    protected override void Dispose(bool disposing) => Json.Dispose();

    private protected override void HandOn() => HandOn(Json);
}
