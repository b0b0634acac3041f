using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Roles;

/// <summary>A policy document that is being written: allow statements, each with a Sid that says what asked for it.</summary>
public sealed class PolicyDraft
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _statements = [];
    private readonly HashSet<string> _sids = new(StringComparer.Ordinal);

    /// <summary>Adds a statement.</summary>
    /// <param name="sid">What asked for it: letters and digits; a number is added where it is taken.</param>
    /// <param name="actions">The actions.</param>
    /// <param name="resources">The resources.</param>
    /// <param name="condition">Its Condition block: operator, key, value.</param>
    public PolicyDraft Allow(string sid, IEnumerable<string> actions, IEnumerable<string> resources, (string Operator, string Key, string Value)? condition = null)
    {
        var unique = sid;
        for (var number = 2; !_sids.Add(unique); number++) unique = FormattableString.Invariant($"{sid}{number}");
        var statement = new JsonObject
        {
            ["Sid"] = unique,
            ["Effect"] = "Allow",
            ["Action"] = Values(actions),
            ["Resource"] = Values(resources),
        };
        if (condition is { } only) statement["Condition"] = new JsonObject { [only.Operator] = new JsonObject { [only.Key] = only.Value } };
        _statements.Add(statement);
        return this;
    }

    /// <summary>The document.</summary>
    public override string ToString() => new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = _statements.DeepClone() }.ToJsonString(Plain);

    private static JsonNode Values(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.Count == 1 ? JsonValue.Create(all[0]) : new JsonArray([.. all.Select(value => (JsonNode?)value)]);
    }
}
