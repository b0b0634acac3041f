using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>The properties of a narrowed role that differ from the shared one's: its policies.</summary>
internal static class NarrowedProperties
{
    private const string Inline = "Policies";
    private const string Managed = "ManagedPolicyArns";

    /// <summary>Returns the changes to a copy of the shared role.</summary>
    /// <param name="context">The template.</param>
    /// <param name="properties">The shared role's properties.</param>
    /// <param name="narrowed">What the function keeps.</param>
    /// <exception cref="MendBlocked">A value cannot be written.</exception>
    public static IEnumerable<Splice> Of(MendContext context, MappingNode properties, TemplateNarrowing narrowed)
    {
        if (narrowed.Policies.Select(policy => policy.Document).Concat(narrowed.ManagedPolicyArns)
            .FirstOrDefault(text => !PolicyEmitter.CanWrite(text)) is { } text)
            throw new MendBlocked(TemplateNarrowingIssues.NotWritable(Symbol.Shown(text)));
        var inline = new JsonArray([
            .. narrowed.Policies.Select(policy => (JsonNode?)new JsonObject
            {
                ["PolicyName"] = policy.PolicyName,
                ["PolicyDocument"] = JsonNode.Parse(policy.Document),
            })]);
        return [
            .. Property(context, properties, Managed, new JsonArray([.. narrowed.ManagedPolicyArns.Select(arn => (JsonNode?)arn)])),
            .. Property(context, properties, Inline, inline)];
    }

    private static IEnumerable<Splice> Property(MendContext context, MappingNode properties, string key, JsonArray value)
    {
        var entry = properties.EntryOf(key);
        if (entry is null && value.Count == 0) return [];
        var last = properties.Entries[^1];
        var yaml = value.Count == 0
            ? " []"
            : PolicyEmitter.Yaml(value, properties.IsFlow ? "" : $"{context.Edits.Indent(last.Key)}  ", context.Layout.Source.LineEnd);
        var json = PolicyEmitter.Json(value);
        if (entry is not null && properties.IsOwn(key))
            return [new(context.Layout.AfterColon(entry), context.Layout.EndOf(entry), properties.IsFlow ? $" {json}" : yaml)];
        // A value that a merge key brings in is overridden here.
        return [context.Edits.InsertFirst(properties, key, properties.IsFlow ? json : yaml.TrimStart(' '), json)];
    }
}
