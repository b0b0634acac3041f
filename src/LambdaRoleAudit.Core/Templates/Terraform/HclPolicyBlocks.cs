using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Makes the policy document of a data source <c>aws_iam_policy_document</c>, as its page in the documentation of the AWS provider says.
/// </summary>
internal static class HclPolicyBlocks
{
    private static readonly (string Attribute, string Element)[] Lists =
    [
        ("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"),
    ];

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "version", "policy_id" };

    /// <summary>Returns the document; null if it is computed.</summary>
    public static JsonObject? Of(HclItem data, HclScope scope)
    {
        // Other documents are merged in by source_policy_documents and its like, and dynamic blocks are computed.
        if (data.Block.Body.Attributes.Any(attribute => !Known.Contains(attribute.Name))
            || data.Block.Body.Blocks.Any(block => block.Type != "statement")) return null;
        var statements = new JsonArray();
        foreach (var block in data.Block.Body.Blocks)
        {
            if (Statement(new(data.File, block), scope) is not { } statement) return null;
            statements.Add(statement);
        }

        var version = data["version"] is { } written ? HclDocuments.Text(written, scope, null) : "2012-10-17";
        return version is null ? null : new JsonObject { ["Version"] = version, ["Statement"] = statements };
    }

    private static JsonObject? Statement(HclItem block, HclScope scope)
    {
        var statement = new JsonObject();
        foreach (var (attribute, element) in new[] { ("sid", "Sid"), ("effect", "Effect") })
        {
            if (block[attribute] is not { } value) continue;
            if (HclDocuments.Text(value, scope, null) is not { } text) return null;
            statement[element] = text;
        }

        statement["Effect"] ??= "Allow";
        foreach (var (attribute, element) in Lists)
        {
            if (block[attribute] is not { } value) continue;
            if (Texts(value, scope) is not { } list) return null;
            statement[element] = list;
        }

        return AddBlocks(statement, block, scope) ? statement : null;
    }

    private static bool AddBlocks(JsonObject statement, HclItem block, HclScope scope)
    {
        foreach (var nested in block.Block.Body.Blocks)
        {
            var item = new HclItem(block.File, nested);
            var added = nested.Type switch
            {
                "principals" => AddTo(statement, "Principal", "type", "identifiers", item, scope),
                "not_principals" => AddTo(statement, "NotPrincipal", "type", "identifiers", item, scope),
                "condition" => AddCondition(statement, item, scope),
                _ => false,
            };
            if (!added) return false;
        }

        return true;
    }

    private static bool AddCondition(JsonObject statement, HclItem item, HclScope scope)
    {
        if (item["test"] is not { } test || HclDocuments.Text(test, scope, null) is not { } name) return false;
        var conditions = statement["Condition"] as JsonObject ?? [];
        statement["Condition"] = conditions;
        return AddTo(conditions, name, "variable", "values", item, scope);
    }

    private static bool AddTo(JsonObject parent, string name, string key, string values, HclItem item, HclScope scope)
    {
        if (item[key] is not { } keyed || HclDocuments.Text(keyed, scope, null) is not { } text
            || item[values] is not { } listed || Texts(listed, scope) is not { } list) return false;
        if (key == "type" && text == "*")
        {
            parent[name] = "*";
            return true;
        }

        var group = parent[name] as JsonObject ?? [];
        parent[name] = group;
        if (group[text] is JsonArray more)
            foreach (var value in list.ToList()) more.Add(value!.DeepClone());
        else group[text] = list;
        return true;
    }

    /// <summary>The data source writes policy variables with an ampersand, since <c>${</c> begins an expression of Terraform's.</summary>
    private static JsonArray? Texts(HclPlaced value, HclScope scope) => HclDocuments.Texts(value, scope, null) is { } texts
        ? new JsonArray([.. texts.Select(text => (JsonNode?)JsonValue.Create(text.Replace("&{", "${", StringComparison.Ordinal)))])
        : null;
}
