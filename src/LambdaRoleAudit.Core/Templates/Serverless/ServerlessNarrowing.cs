using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Writes what a function keeps of a role's policies into a copy of the role, with the values of the file as they stood.</summary>
internal static class ServerlessNarrowing
{
    /// <summary>Replaces the policies of a copied role.</summary>
    /// <param name="copy">The copy, in the file's own values.</param>
    /// <param name="narrowed">What the function keeps.</param>
    /// <param name="role">The role's logical id.</param>
    /// <param name="texts">Reads values of the file.</param>
    /// <exception cref="ServerlessBlocked">The policies cannot be narrowed, or not be written.</exception>
    public static void Write(JsonObject copy, TemplateNarrowing narrowed, string role, ServerlessText texts)
    {
        if (narrowed.Blockers.Count > 0) throw new ServerlessBlocked(narrowed.Blockers[0]);
        var properties = (JsonObject)copy["Properties"]!;
        var originals = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        Collect(properties["Policies"], originals, texts);
        Collect(properties["ManagedPolicyArns"], originals, texts);
        var policies = new JsonArray();
        foreach (var policy in narrowed.Policies)
        {
            var document = JsonNode.Parse(policy.Document)!;
            var written = Back(document, originals)!;
            var unknown = new List<string>();
            // Read again, it must be what was proven.
            if (texts.Policy(written, unknown) is not { } again || unknown.Count > 0
                || !JsonNode.DeepEquals(JsonNode.Parse(ServerlessText.Json(again)), document))
                throw new ServerlessBlocked(TemplateNarrowingIssues.NotWritable(policy.PolicyName));
            policies.Add((JsonNode)new JsonObject
            {
                ["PolicyName"] = Back(JsonValue.Create(policy.PolicyName), originals), ["PolicyDocument"] = written,
            });
        }

        var managed = new JsonArray([.. narrowed.ManagedPolicyArns.Select(arn => Back(JsonValue.Create(arn), originals))]);
        if (managed.Any(arn => texts.TextOf(arn) is not { } text || !narrowed.ManagedPolicyArns.Contains(text, StringComparer.Ordinal)))
            throw new ServerlessBlocked(TemplateNarrowingIssues.NotWritable(role));
        Set(properties, "ManagedPolicyArns", managed);
        Set(properties, "Policies", policies);
    }

    private static void Set(JsonObject properties, string key, JsonArray value)
    {
        if (value.Count > 0) properties[key] = value;
        else properties.Remove(key);
    }

    /// <summary>Notes for each text what stands for it in the file.</summary>
    private static void Collect(JsonNode? node, Dictionary<string, JsonNode> originals, ServerlessText texts)
    {
        if (node is JsonValue || (node is JsonObject call && ServerlessText.Function(call) is not null))
        {
            if (texts.TextOf(node) is { } text) originals.TryAdd(text, node);
            return;
        }

        foreach (var item in node is JsonObject entries ? entries.Select(entry => entry.Value) : node as JsonArray ?? [])
            Collect(item, originals, texts);
    }

    private static JsonNode? Back(JsonNode? node, Dictionary<string, JsonNode> originals) => node switch
    {
        JsonObject entries => new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, Back(entry.Value, originals)))),
        JsonArray items => new JsonArray([.. items.Select(item => Back(item, originals))]),
        JsonValue text when originals.TryGetValue(text.ToString(), out var original) => original.DeepClone(),
        _ => node?.DeepClone(),
    };
}
