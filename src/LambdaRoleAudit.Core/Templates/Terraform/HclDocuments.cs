using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads policy documents that are written in .tf files. A reference in one stands as a <see cref="Symbol"/>.</summary>
internal static class HclDocuments
{
    /// <summary>Attributes that AWS or the name of a resource gives: a value without wildcards.</summary>
    private static readonly HashSet<string> Fixed = new(StringComparer.Ordinal)
    {
        "arn", "id", "name", "bucket", "account_id", "partition", "region", "function_name", "role_arn", "url", "dns_suffix",
    };

    /// <summary>Returns a policy document as JSON; null if it is computed.</summary>
    public static string? Of(HclPlaced? value, HclScope scope, HclInstance? instance)
    {
        if (value is null) return null;
        (value, scope, instance) = scope.Follow(value, instance);
        try
        {
            return value.Expression switch
            {
                HclCall { Name: "jsonencode", Arguments: [var argument] } => Json(Node(value.With(argument), scope, instance)),
                HclCall { Name: "file", Arguments: [var path] } =>
                    HclPolicyFile.Read(value.With(path), scope) is { } file && IsDocument(file) ? file : null,
                HclTemplate => Text(value, scope, instance) is { } text && IsDocument(text) ? text : null,
                HclReference { Steps: ["data", "aws_iam_policy_document", var name, "json" or "minified_json"] } =>
                    scope.Module?.Resource($"data.aws_iam_policy_document.{name}") is { } data
                        ? Json(HclPolicyBlocks.Of(data, scope)) : null,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsDocument(string json) => JsonNode.Parse(json) is JsonObject && !PolicyJson.IsAmbiguous(json);

    /// <summary>JSON with the characters of symbols as they are.</summary>
    private static string? Json(JsonNode? node) => node is null ? null : PolicyJson.Of(node);

    /// <summary>Returns a text with its references as symbols; null if it is computed in another way.</summary>
    public static string? Text(HclPlaced value, HclScope scope, HclInstance? instance) =>
        scope.Effort.Deeper(() => TextOf(value, scope, instance)) is { } text && scope.Effort.Write(text.Length) ? text : null;

    private static string? TextOf(HclPlaced value, HclScope scope, HclInstance? instance)
    {
        (value, scope, instance) = scope.Follow(value, instance);
        switch (value.Expression)
        {
            case HclLiteral literal when literal.Text != "null":
                return literal.Text;
            case HclReference reference:
                return SymbolOf(reference, value, scope);
            case HclTemplate template:
                var parts = template.Parts.Select(part => part.Text ?? Text(value.With(part.Expression!), scope, instance)).ToList();
                return parts.Contains(null) ? null : string.Concat(parts);
            case HclCall { Name: "tostring", Arguments: [var argument] }:
                return Text(value.With(argument), scope, instance);
            default:
                return null;
        }
    }

    /// <summary>Returns a value as JSON; null if it is computed.</summary>
    private static JsonNode? Node(HclPlaced value, HclScope scope, HclInstance? instance) =>
        scope.Effort.Deeper(() => NodeOf(value, scope, instance));

    private static JsonNode? NodeOf(HclPlaced value, HclScope scope, HclInstance? instance)
    {
        (value, scope, instance) = scope.Follow(value, instance);
        switch (value.Expression)
        {
            case HclObject items:
                var read = new JsonObject();
                foreach (var (key, item) in items.Items)
                {
                    if (key is null || Node(value.With(item), scope, instance) is not { } node) return null;
                    read[key] = node;
                }

                return read;
            case HclTuple tuple:
                var list = new JsonArray();
                foreach (var item in tuple.Items)
                {
                    if (Node(value.With(item), scope, instance) is not { } node) return null;
                    list.Add(node);
                }

                return list;
            case HclLiteral literal:
                return JsonNode.Parse(literal.Text);
            // A reference alone can be a list. Only what is a text for sure is taken.
            case HclReference reference when !IsText(reference):
                return null;
            default:
                return Text(value, scope, instance) is { } text ? JsonValue.Create(text) : null;
        }
    }

    private static bool IsText(HclReference reference) =>
        reference.Steps[0] is not ("var" or "local" or "module" or "each" or "count") && Fixed.Contains(reference.Steps[^1]);

    private static string? SymbolOf(HclReference reference, HclPlaced value, HclScope scope)
    {
        if (reference.Steps[0] is "each" or "count" || reference.Steps.Any(step => step is ['[', '(' or '*', ..])) return null;
        var text = scope.Prefix + value.Written;
        return IsText(reference) ? Symbol.Fixed(text) : Symbol.Anything(text);
    }

    /// <summary>Returns a list of texts; null if it is computed.</summary>
    public static IReadOnlyList<string>? Texts(HclPlaced value, HclScope scope, HclInstance? instance)
    {
        (value, scope, instance) = scope.Follow(value, instance);
        if (value.Expression is not HclTuple tuple) return null;
        var texts = tuple.Items.Select(item => Text(value.With(item), scope, instance)).ToList();
        return texts.Contains(null) ? null : texts.OfType<string>().ToList();
    }
}
