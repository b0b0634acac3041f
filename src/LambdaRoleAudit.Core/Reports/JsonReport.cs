using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>JSON: a list of the unchanged objects, each with its Kind.</summary>
internal sealed class JsonReport(Stream output) : JsonListReport(output)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, Converters = { new JsonStringEnumConverter() }
    };

    private protected override bool Take(ReportEntry entry)
    {
        var item = JsonSerializer.SerializeToNode(entry.Source, entry.Source.GetType(), Options)!.AsObject();
        var whole = new JsonObject { ["Kind"] = entry.Kind };
        foreach (var (name, value) in item) whole[name] = value?.DeepClone();
        // The writer escapes control characters, but not characters that reorder text. A \uXXXX is also a JSON escape, so readers get the
        // original value.
        Json.WriteRawValue(
            "\n  " + VisibleText.OfLines(whole.ToJsonString(Options)).Replace("\n", "\n  ", StringComparison.Ordinal),
            skipInputValidation: true);
        return true;
    }
}
