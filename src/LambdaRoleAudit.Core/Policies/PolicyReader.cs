using System.Globalization;
using System.Text.Json;

namespace LambdaRoleAudit.Policies;

/// <summary>Reads policy documents (IAM user guide, "Grammar of the IAM JSON policy language").</summary>
internal static class PolicyReader
{
    private const int FewProperties = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    public static PolicyDocument Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // IAM returns documents "URL-encoded compliant with RFC 3986" (IAM API reference).
        if (text.StartsWith('%')) text = Uri.UnescapeDataString(text);
        if (string.IsNullOrWhiteSpace(text)) throw new PolicyFormatException("$", "The document is empty.");
        try
        {
            using var json = JsonDocument.Parse(text.TrimStart('\uFEFF'), Options);
            return ReadDocument(json.RootElement, text);
        }
        catch (ArgumentException e)
        {
            throw new PolicyFormatException("$", "It contains half of a character (a lone surrogate).", e);
        }
        catch (JsonException e)
        {
            throw new PolicyFormatException(
                "$",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It is not valid JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}."), e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // .NET's exceptions for half a surrogate pair: in the text itself, and as an escape.
            throw new PolicyFormatException("$", "It contains a string that is not valid Unicode.", e);
        }
    }

    private static PolicyDocument ReadDocument(JsonElement root, string text)
    {
        string? version = null, id = null;
        JsonElement? statements = null;
        var unknown = new List<string>();
        foreach (var (name, value) in Properties(root, "$", "A policy document"))
        {
            switch (name)
            {
                case "Version":
                    version = Text(value, "$.Version");
                    if (version is not (PolicyDocument.CurrentVersion or PolicyDocument.DefaultVersion))
                        throw new PolicyFormatException(
                            "$.Version", $"'{version}' is not a version of the policy language: use 2012-10-17 or 2008-10-17.");
                    break;
                case "Id": id = Text(value, "$.Id"); break;
                case "Statement": statements = value; break;
                default: unknown.Add($"$.{name}"); break;
            }
        }

        if (statements is not { } found) throw new PolicyFormatException("$", "The document has no Statement.");
        var usesVariables = version == PolicyDocument.CurrentVersion;
        IReadOnlyList<PolicyStatement> read = found.ValueKind switch
        {
            JsonValueKind.Array =>
                [.. found.EnumerateArray().Select((statement, i) => ReadStatement(statement, $"$.Statement[{i}]", usesVariables))],
            JsonValueKind.Object => [ReadStatement(found, "$.Statement", usesVariables)],
            _ => throw new PolicyFormatException("$.Statement", "It must be a statement or a list of statements."),
        };
        return new PolicyDocument(text, version, id, read, unknown);
    }

    private static PolicyStatement ReadStatement(JsonElement json, string path, bool usesVariables)
    {
        string? sid = null;
        PolicyEffect? effect = null;
        PolicyElement? principals = null, actions = null, resources = null;
        IReadOnlyList<PolicyCondition> conditions = [];
        var unknown = new List<string>();
        foreach (var (name, value) in Properties(json, path, "A statement"))
        {
            var at = $"{path}.{name}";
            switch (name)
            {
                case "Sid":
                    sid = Text(value, at);
                    break;
                case "Effect":
                    effect = Text(value, at) switch
                    {
                        "Allow" => PolicyEffect.Allow,
                        "Deny" => PolicyEffect.Deny,
                        var other => throw new PolicyFormatException(at, $"'{other}' is neither Allow nor Deny."),
                    };
                    break;
                case "Action" or "NotAction":
                    if (actions is not null) throw new PolicyFormatException(at, "A statement has Action or NotAction, not both.");
                    actions = Actions(value, name == "NotAction", at);
                    break;
                case "Resource" or "NotResource":
                    if (resources is not null) throw new PolicyFormatException(at, "A statement has Resource or NotResource, not both.");
                    resources = Resources(value, name == "NotResource", usesVariables, at);
                    break;
                case "Principal" or "NotPrincipal":
                    if (principals is not null) throw new PolicyFormatException(at, "A statement has Principal or NotPrincipal, not both.");
                    principals = PolicyPrincipals.Read(value, name == "NotPrincipal", at);
                    break;
                case "Condition":
                    conditions = Conditions(value, usesVariables, at);
                    break;
                default:
                    unknown.Add(at);
                    break;
            }
        }

        unknown.AddRange(
            conditions.Where(condition => condition.IsUnknownOperator || condition.HasUnknownValues)
                .Select(condition => $"{path}.Condition.{condition.OperatorText}"));
        var text = json.GetRawText();
        return new PolicyStatement(
            sid,
            effect ?? throw new PolicyFormatException(path, "The statement has no Effect."),
            principals,
            actions ?? throw new PolicyFormatException(path, "The statement has neither Action nor NotAction."),
            resources, conditions, unknown, usesVariables && text.Contains("${", StringComparison.Ordinal), path, text);
    }

    private static PolicyElement Actions(JsonElement json, bool isNot, string path)
    {
        var values = Texts(json, path);
        // "The prefix and the action name are case insensitive" (IAM user guide, "IAM JSON policy elements: Action").
        return new PolicyElement(
            isNot, values, new GlobSet([.. values.Select(value => Glob.Parse(value.ToLowerInvariant(), GlobSyntax.Wildcards))], isNot));
    }

    private static PolicyElement Resources(JsonElement json, bool isNot, bool usesVariables, string path)
    {
        var values = Texts(json, path);
        var syntax = usesVariables ? GlobSyntax.Wildcards | GlobSyntax.Variables : GlobSyntax.Wildcards;
        return new PolicyElement(isNot, values, new GlobSet([.. values.Select(value => Glob.Parse(value, syntax))], isNot));
    }

    private static List<PolicyCondition> Conditions(JsonElement json, bool usesVariables, string path)
    {
        var conditions = new List<PolicyCondition>();
        foreach (var (name, block) in Properties(json, path, "A Condition"))
        {
            var at = $"{path}.{name}";
            var @operator = ConditionOperator.Find(name);
            foreach (var (key, values) in Properties(block, at, "A condition operator"))
                conditions.Add(new PolicyCondition(name, @operator, key, Values(values, $"{at}.{key}"), usesVariables));
        }

        return conditions;
    }

    /// <summary>Returns an object's properties. Each property may occur only once.</summary>
    internal static List<(string Name, JsonElement Value)> Properties(JsonElement json, string path, string what)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new PolicyFormatException(path, $"{what} must be a JSON object.");
        var properties = new List<(string Name, JsonElement Value)>();
        HashSet<string>? seen = null;
        foreach (var property in json.EnumerateObject())
        {
            var name = NameOf(property, path);
            // A few properties are compared one by one. If there are many, each is looked up, because the document may come from anybody.
            if (properties.Count == FewProperties) seen = [.. properties.Select(one => one.Name)];
            if (seen?.Add(name) == false || (seen is null && properties.Exists(one => one.Name == name)))
                throw new PolicyFormatException($"{path}.{name}", "It appears twice.");
            properties.Add((name, property.Value));
        }

        return properties;
    }

    internal static string Text(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.String) throw new PolicyFormatException(path, "It must be a string.");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw HalfCharacter(path, e);
        }
    }

    internal static List<string> Texts(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.String) return [Text(json, path)];
        if (json.ValueKind != JsonValueKind.Array) throw new PolicyFormatException(path, "It must be a string or a list of strings.");
        var texts = new List<string>(json.GetArrayLength());
        foreach (var value in json.EnumerateArray())
        {
            try
            {
                texts.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : Text(value, $"{path}[{texts.Count}]"));
            }
            catch (InvalidOperationException e)
            {
                throw HalfCharacter($"{path}[{texts.Count}]", e);
            }
        }

        return texts;
    }

    /// <summary>Reads condition values, which can also be numbers and booleans.</summary>
    private static List<string> Values(JsonElement json, string path) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select((value, i) => Value(value, $"{path}[{i}]"))]
        : [Value(json, path)];

    private static string Value(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.String => Text(json, path),
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new PolicyFormatException(path, "A condition's value must be a string, a number or a Boolean, or a list of these."),
    };

    private static string NameOf(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw HalfCharacter(path, e);
        }
    }

    /// <summary>JSON escapes can write half a surrogate pair, which is not valid text.</summary>
    private static PolicyFormatException HalfCharacter(string path, InvalidOperationException cause) =>
        new(path, "It contains half of a character (a lone surrogate).", cause);
}
