using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Makes texts and policies of CloudFormation's JSON: each function and each variable that is known at deployment only becomes a symbol
/// (<see cref="Symbol"/>).
/// </summary>
/// <param name="variables">Resolves the variables of the file.</param>
/// <param name="isResource">True for the logical id of a resource.</param>
internal sealed partial class ServerlessText(ServerlessVariables variables, Func<string, bool> isResource)
{
    private const char Open = '\uE000';
    private const char Last = '\uE002';

    /// <summary>Returns a value as text; null if it is not text, such as a list.</summary>
    public string? TextOf(JsonNode? value) => value switch
    {
        JsonValue text => WithSymbols(variables.TextOf(Clean(text.ToString()))),
        JsonObject call when Function(call) is var (name, argument) => Call(name, argument),
        _ => null,
    };

    /// <summary>
    /// Returns a value of a policy with each function as text. What decides about a whole element (<c>Fn::If</c>, a variable in place of a
    /// list) is reported as a reason.
    /// </summary>
    public JsonNode? Policy(JsonNode? value, ICollection<string> unknown)
    {
        switch (value)
        {
            case JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return JsonValue.Create(TextOf(text));
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Policy(item, unknown))]);
            case JsonObject call when Function(call) is var (name, argument):
                if (name is "Fn::If" or "Fn::Transform" or "Fn::ForEach" or "Fn::FindInMap" or "Fn::Split" or "Fn::GetAZs" or "Fn::Cidr")
                    unknown.Add($"{name} decides about a part of a policy.");
                return JsonValue.Create(Call(name, argument) ?? Symbol.Anything(name));
            case JsonObject mapping:
                var result = new JsonObject();
                foreach (var (key, item) in mapping) result[variables.TextOf(Clean(key))] = Policy(item, unknown);
                return result;
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>Returns the name and the argument of a function; null for a mapping that is not one.</summary>
    public static (string Name, JsonNode? Argument)? Function(JsonObject mapping) =>
        mapping.Count == 1 && mapping.First() is var (key, value) && (key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal))
            ? (key, value)
            : null;

    /// <summary>Returns JSON with the symbols as they are, where JSON's writer would escape them.</summary>
    public static string Json(JsonNode? node) => Escaped().Replace(
        node?.ToJsonString(PolicyJson.Options) ?? "null",
        match => $"{match.Groups[1].Value}{(char)(Open + match.Groups[2].Value[0] - '0')}");

    private string? Call(string name, JsonNode? argument)
    {
        switch (name, argument)
        {
            case ("Ref", JsonValue target):
                return Named(target.ToString());
            case ("Fn::GetAtt", JsonArray { Count: 2 } path) when path[0] is JsonValue id && path[1] is JsonValue attribute:
                return Symbol.Fixed($"{Clean(id.ToString())}.{Clean(attribute.ToString())}");
            case ("Fn::GetAtt", JsonValue path):
                return Symbol.Fixed(Clean(path.ToString()));
            case ("Fn::Sub", JsonValue text):
                return Substituted(text.ToString(), null);
            case ("Fn::Sub", JsonArray { Count: 2 } parts) when parts[0] is JsonValue text && parts[1] is JsonObject values:
                return Substituted(text.ToString(), values);
            case ("Fn::Join", JsonArray { Count: 2 } parts) when parts[0] is JsonValue separator && parts[1] is JsonArray items:
                var texts = items.Select(TextOf).ToList();
                return texts.Contains(null) ? Symbol.Anything(Shown(name, argument)) : string.Join(separator.ToString(), texts);
            default:
                return Symbol.Anything(Shown(name, argument));
        }
    }

    /// <summary>What <c>Ref</c> returns: the name of a resource, or the value of a parameter, which can be anything.</summary>
    private string Named(string id) => id.StartsWith("AWS::", StringComparison.Ordinal) || isResource(id)
        ? Symbol.Fixed(Clean(id))
        : Symbol.Anything(Clean(id));

    private string Substituted(string text, JsonObject? values)
    {
        var result = new StringBuilder();
        var at = 0;
        // The framework resolves its own variables before CloudFormation sees the text.
        text = WithSymbols(variables.TextOf(Clean(text)));
        foreach (Match match in Placeholder().Matches(text))
        {
            result.Append(text, at, match.Index - at);
            at = match.Index + match.Length;
            var name = match.Groups[1].Value;
            result.Append(
                name.StartsWith('!') ? $"${{{name[1..]}}}"
                : values?[name] is { } value ? TextOf(value) ?? Symbol.Anything(name)
                : name.Contains('.', StringComparison.Ordinal) ? Symbol.Fixed(name)
                : Named(name));
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string WithSymbols(string text)
    {
        var result = new StringBuilder();
        var at = 0;
        foreach (var variable in ServerlessVariable.In(text))
        {
            result.Append(text, at, variable.Start - at).Append(Symbol.Anything(text[(variable.Start + 2)..(variable.End - 1)]));
            at = variable.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The text without the characters that symbols are made of.</summary>
    private static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange(Open, Last) < 0
            ? text
            : string.Concat(text.Select(c => c is >= Open and <= Last ? '\uFFFD' : c));

    private static string Shown(string name, JsonNode? argument) =>
        $"{name} {(argument is JsonValue text ? Clean(text.ToString()) : Clean(argument?.ToJsonString() ?? ""))}";

    /// <summary>An escaped character of a symbol, after an even number of backslashes.</summary>
    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u[eE]00([012])")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Placeholder();
}
