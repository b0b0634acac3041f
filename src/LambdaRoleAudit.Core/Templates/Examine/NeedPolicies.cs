using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Policy documents of a template for the question whether a role has a permission: once with no more permissions than each deployment
/// gives, and once with no fewer. What a symbol stands for is in neither a guess.
/// </summary>
/// <param name="texts">The forms of the texts.</param>
/// <param name="isOpen">True for no fewer permissions than any deployment gives.</param>
internal sealed class NeedPolicies(NeedTexts texts, bool isOpen)
{
    /// <summary>With these operators, a condition on a mark holds for a value that is equal, and for no other one.</summary>
    private static readonly string[] Equal = ["StringEquals", "ArnEquals", "StringLike", "ArnLike"];

    /// <summary>Returns the document; unchanged if it is not a policy.</summary>
    public string Of(string document)
    {
        if (!Symbol.IsIn(document)) return document;
        try
        {
            if (JsonNode.Parse(document) is not JsonObject policy) return document;
            JsonObject[] statements = policy["Statement"] switch
            {
                JsonArray list => [.. list.OfType<JsonObject>()],
                JsonObject one => [one],
                _ => [],
            };
            var kept = new JsonArray();
            foreach (var statement in statements)
                if (Statement((JsonObject)statement.DeepClone()) is { } changed) kept.Add(changed);
            var changedPolicy = new JsonObject { ["Statement"] = kept };
            if (policy["Version"] is { } version) changedPolicy["Version"] = version.DeepClone();
            return changedPolicy.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return document;
        }
    }

    private JsonObject? Statement(JsonObject statement)
    {
        if (!Symbol.IsIn(PolicyJson.Of(statement))) return statement;
        // A statement that can be either grants in the one form, and denies in the other.
        if (Symbol.IsIn(PolicyJson.Of(statement["Effect"] ?? ""))) statement["Effect"] = isOpen ? "Allow" : "Deny";
        var isAllow = Text(statement["Effect"]) == "Allow";
        // A statement that grants must have no more than each deployment gives, or no less; one that denies the other way round.
        var isWide = isAllow == isOpen;
        if (statement["Condition"] is { } condition && Symbol.IsIn(PolicyJson.Of(condition)))
        {
            if (isWide) statement.Remove("Condition");
            else if (!isAllow || Equals(condition) is not { } exact) return null;
            else statement["Condition"] = exact;
        }

        foreach (var name in new[] { "Action", "Resource" })
        {
            if (statement[name] is { } value) statement[name] = Values(value, isWide, name == "Resource", isAllow);
            if (statement[$"Not{name}"] is { } others) statement[$"Not{name}"] = Values(others, !isWide, name == "Resource", isAllow);
        }

        return statement;
    }

    private JsonArray Values(JsonNode value, bool isWide, bool isResource, bool isAllow)
    {
        var result = new JsonArray();
        foreach (var item in value is JsonArray list ? list.Select(Text) : [Text(value)])
        {
            if (item is null) continue;
            if (!Symbol.IsIn(item))
            {
                result.Add(item);
            }
            else if (!isResource)
            {
                result.Add(isWide ? "*" : "lra:Nothing");
            }
            else
            {
                var exact = texts.Exact(item);
                if (!isWide) result.Add(isOpen ? NeedTexts.Nothing : exact);
                else if (isOpen) result.Add(texts.OpenOf(exact));
                else AddWidest(result, exact, isAllow);
            }
        }

        return result;
    }

    /// <summary>A deny keeps what it names, since one of the function's own log group is intended.</summary>
    private static void AddWidest(JsonArray result, string exact, bool isAllow)
    {
        if (!isAllow) result.Add(exact);
        result.Add("*");
    }

    private JsonObject? Equals(JsonNode condition)
    {
        if (condition is not JsonObject operators) return null;
        var result = new JsonObject();
        foreach (var (name, keys) in operators)
        {
            if (keys is not JsonObject tests || (!Equal.Contains(name, StringComparer.Ordinal) && Symbol.IsIn(PolicyJson.Of(keys))))
                return null;
            var changed = new JsonObject();
            foreach (var (key, value) in tests)
            {
                if (value is null || Symbol.IsIn(key)) return null;
                changed[key] = new JsonArray(
                    [.. (value is JsonArray list ? list.Select(Text) : [Text(value)]).OfType<string>()
                        .Select(text => (JsonNode)(Symbol.IsIn(text) ? texts.Exact(text) : text))]);
            }

            result[name] = changed;
        }

        return result;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString()
        : null;
}
