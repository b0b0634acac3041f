using System.Globalization;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Makes JSON of nodes, in the form in which CloudFormation gets it: YAML's short tags (<c>!Sub</c>) become functions (<c>Fn::Sub</c>).
/// Texts stay as they are written, variables included; a variable that is a complete value and names a list or a mapping of the file
/// becomes that.
/// </summary>
internal sealed class ServerlessJson(ServerlessVariables variables)
{
    /// <summary>The most values. A template over it is not a policy.</summary>
    private const int Most = 50_000;

    private int _left;

    /// <summary>True if the last value was converted completely.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Returns a value as JSON; null for null, and for what is too large or contains itself.</summary>
    public JsonNode? Of(TemplateNode? node)
    {
        _left = Most;
        IsWhole = true;
        return Convert(node, 0);
    }

    private JsonNode? Convert(TemplateNode? written, int depth)
    {
        if (--_left < 0 || depth > NodeWeight.MostLevels)
        {
            IsWhole = false;
            return null;
        }

        var node = variables.Follow(written);
        // A text keeps its own variables, so that a copy of it stays what its author wrote.
        if (node is ScalarNode && written?.Target is ScalarNode own) node = own;
        JsonNode? value = node switch
        {
            MappingNode mapping => Mapping(mapping, depth),
            SequenceNode list => new JsonArray([.. list.Items.Select(item => Convert(item, depth + 1))]),
            ScalarNode scalar => Scalar(scalar),
            _ => null,
        };
        return node?.Tag is { } tag ? Tagged(tag, value) : value;
    }

    private JsonObject Mapping(MappingNode mapping, int depth)
    {
        var result = new JsonObject();
        foreach (var entry in mapping.AllEntries) result[entry.Key.Value] = Convert(entry.Value, depth + 1);
        return result;
    }

    private static JsonNode? Scalar(ScalarNode scalar)
    {
        if (scalar.IsNull) return null;
        if (scalar.IsText || scalar.Tag is not null) return JsonValue.Create(scalar.Value);
        // YAML 1.2's core schema, which the framework reads with: "yes" and "on" are text.
        if (scalar.Value is "true" or "True" or "TRUE") return JsonValue.Create(true);
        if (scalar.Value is "false" or "False" or "FALSE") return JsonValue.Create(false);
        return scalar.Value.Length < 16 && long.TryParse(
            scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == scalar.Value
            ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Value);
    }

    /// <summary>The long form of a short tag.</summary>
    /// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html</remarks>
    private static JsonNode? Tagged(string tag, JsonNode? value)
    {
        if (!tag.StartsWith('!') || tag.Length < 2) return value;
        var name = tag[1..];
        if (name is "Ref" or "Condition") return new JsonObject { [name] = value };
        if (name == "GetAtt" && value is JsonValue text && text.ToString().Split('.', 2) is [var id, var attribute])
            value = new JsonArray(id, attribute);
        return new JsonObject { [$"Fn::{name}"] = value };
    }
}
