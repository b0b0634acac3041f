using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Reports;

/// <summary>JSON: a list of the objects as they are, each with its Kind.</summary>
internal sealed class JsonReport(Stream output) : JsonListReport(output, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    private protected override bool Take(ReportEntry entry)
    {
        var item = JsonSerializer.SerializeToNode(entry.Source, entry.Source.GetType(), Options)!.AsObject();
        var whole = new JsonObject { ["Kind"] = entry.Kind };
        foreach (var (name, value) in item) whole[name] = value?.DeepClone();
        whole.WriteTo(Json);
        return true;
    }
}
