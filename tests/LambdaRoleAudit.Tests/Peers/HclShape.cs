using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>What the reader reads, in the form that hcl2json writes: expressions as they are written, in <c>${ }</c>.</summary>
internal static class HclShape
{
    public static JsonObject Of(HclBody body, string text)
    {
        var shape = new JsonObject();
        foreach (var attribute in body.Attributes) shape[attribute.Name] = Of(attribute.Expression, text);
        foreach (var block in body.Blocks)
        {
            var at = shape;
            foreach (var name in block.Labels.Select(label => label.Text).Prepend(block.Type).SkipLast(1))
                at = (JsonObject)(at[name] ??= new JsonObject());
            var last = block.Labels.Count > 0 ? block.Labels[^1].Text : block.Type;
            ((JsonArray)(at[last] ??= new JsonArray())).Add(Of(block.Body, text));
        }

        return shape;
    }

    private static JsonNode? Of(HclExpression expression, string text)
    {
        var written = text[expression.Span.Start..expression.Span.End];
        switch (expression)
        {
            case HclLiteral { Text: "null" }: return null;
            case HclLiteral { Text: "true" or "false" } truth: return truth.Text == "true";
            case HclLiteral number:
                return JsonNode.Parse(double.Parse(number.Text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
            case HclTemplate template: return Template(template, text);
            case HclTuple tuple: return new JsonArray([.. tuple.Items.Select(item => Of(item, text))]);
            case HclObject items when items.Items.All(item => item.Key is not null):
                return new JsonObject(items.Items.Select(item => KeyValuePair.Create(item.Key!, Of(item.Value, text))));
            // A text with directives.
            case HclOther when written.StartsWith('"') && written.Contains("%{", StringComparison.Ordinal): return written[1..^1];
            default: return $"${{{written}}}";
        }
    }

    private static string Template(HclTemplate template, string text) => string.Concat(template.Parts.Select(part => part switch
    {
        { Text: { } literal } => literal.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal),
        // A text in a text is written as one.
        { Expression: HclTemplate nested } => Template(nested, text),
        { Expression: HclLiteral literal } => literal.Text,
        { Expression: var expression } => $"${{{text[expression!.Span.Start..expression.Span.End]}}}",
    }));
}
