using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Policy templates with the names and parameters that AWS SAM publishes and that the console offers under "create a role from policy
/// templates" (AWS SAM developer guide, "AWS SAM policy templates").
/// </summary>
public static partial class PolicyTemplates
{
    private const string Suffix = "Policy";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<JsonObject> All = new(() =>
    {
        using var stream = typeof(PolicyTemplates).Assembly.GetManifestResourceStream("policy-templates.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    });

    /// <summary>The names of the templates, sorted.</summary>
    public static IEnumerable<string> Names => All.Value.Select(template => template.Key).Order(StringComparer.Ordinal);

    /// <summary>
    /// Returns a template's full name; <c>SQSPoller</c> is short for <c>SQSPollerPolicy</c>. Null if there is no such template.
    /// </summary>
    public static string? Find(string name) => Names.FirstOrDefault(known =>
        known.Equals(name, StringComparison.OrdinalIgnoreCase) || known.Equals(name + Suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the names of a template's parameters.</summary>
    public static IReadOnlyList<string> ParametersOf(string name) =>
        [.. All.Value[name]!["Parameters"]!.AsArray().Select(parameter => (string)parameter!)];

    /// <summary>Returns the template's document with its parameters filled in.</summary>
    /// <param name="name">The template's full name.</param>
    /// <param name="values">The values of the parameters. All of them are required.</param>
    /// <param name="partition">The partition of its ARNs.</param>
    /// <param name="region">The region of its ARNs.</param>
    /// <param name="accountId">The account of its ARNs.</param>
    public static string Fill(string name, IReadOnlyDictionary<string, string> values, string partition, string region, string accountId)
    {
        var known = new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase)
        {
            ["Partition"] = partition, ["Region"] = region, ["AccountId"] = accountId
        };
        var statements =
            Replace(All.Value[name]!["Statement"]!, text => Placeholders().Replace(text, match => known[match.Groups[1].Value]));
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString(Plain);
    }

    private static JsonNode Replace(JsonNode node, Func<string, string> replace) => node switch
    {
        JsonObject properties =>
            new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Replace(property.Value!, replace)))),
        JsonArray items => new JsonArray([.. items.Select(item => (JsonNode?)Replace(item!, replace))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(replace(text)),
        _ => node.DeepClone(),
    };

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Placeholders();
}
