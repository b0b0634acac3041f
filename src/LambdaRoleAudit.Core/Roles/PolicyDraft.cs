using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Roles;

/// <summary>A policy document that is being created: Allow statements, each with a Sid that names its origin.</summary>
public sealed class PolicyDraft
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _statements = [];
    private readonly HashSet<string> _sids = new(StringComparer.Ordinal);

    /// <summary>Adds a statement.</summary>
    /// <param name="sid">The origin of the statement: letters and digits. A number is added if the Sid is already used.</param>
    /// <param name="actions">The actions.</param>
    /// <param name="resources">The resources.</param>
    /// <param name="condition">The Condition block: operator, key, value.</param>
    public PolicyDraft Allow(
        string sid, IEnumerable<string> actions, IEnumerable<string> resources,
        (string Operator, string Key, string Value)? condition = null)
    {
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = Values(actions),
            ["Resource"] = Values(resources),
        };
        if (condition is { } only) statement["Condition"] = new JsonObject { [only.Operator] = new JsonObject { [only.Key] = only.Value } };
        Add(sid, statement);
        return this;
    }

    private void Add(string sid, JsonObject statement)
    {
        var unique = sid;
        for (var number = 2; !_sids.Add(unique); number++) unique = FormattableString.Invariant($"{sid}{number}");
        var named = new JsonObject { ["Sid"] = unique };
        foreach (var (name, value) in statement.Where(element => element.Key != "Sid")) named[name] = value?.DeepClone();
        _statements.Add(named);
    }

    /// <summary>True if nothing is allowed.</summary>
    public bool IsEmpty => _statements.Count == 0;

    /// <summary>
    /// Returns the part of the draft that is granted: statements that are completely granted are unchanged; of the others, each granted
    /// action and resource remains.
    /// </summary>
    /// <param name="isGranted">Returns true if all permissions of a policy document are granted.</param>
    /// <param name="onDropped">Receives each action and resource that is not granted.</param>
    public PolicyDraft Within(Func<string, bool> isGranted, Action<string, string> onDropped)
    {
        var draft = new PolicyDraft();
        foreach (var statement in _statements)
        {
            if (isGranted(Document(statement!)))
            {
                draft.Add((string)statement!["Sid"]!, (JsonObject)statement);
                continue;
            }

            foreach (var resource in Items(statement!["Resource"]!))
            {
                var kept = new List<string>();
                foreach (var action in Items(statement["Action"]!))
                {
                    if (isGranted(Document(Piece(statement, [action], resource)))) kept.Add(action);
                    else onDropped(action, resource);
                }

                if (kept.Count > 0) draft.Add((string)statement["Sid"]!, Piece(statement, kept, resource));
            }
        }

        return draft;
    }

    /// <summary>Returns each action on each resource.</summary>
    internal IEnumerable<RequiredPermission> Needs()
    {
        foreach (var statement in _statements)
        {
            var known = (statement!["Condition"] as JsonObject)?.Select(test => (JsonObject)test.Value!)
                .SelectMany(keys => keys.Select(key => (key.Key, (string?)key.Value))).ToArray() ?? [];
            foreach (var action in Items(statement["Action"]!))
                foreach (var resource in Items(statement["Resource"]!))
                    yield return new RequiredPermission(SidOf(statement), action, resource) { Known = known };
        }

        // The Sid without the number that distinguishes it from others.
        static string SidOf(JsonNode statement) => ((string)statement["Sid"]!).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
    }

    /// <summary>Returns the document.</summary>
    public override string ToString() => Document(_statements);

    private static string Document(JsonNode statements) =>
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements.DeepClone() }.ToJsonString(Plain);

    private static JsonObject Piece(JsonNode statement, IReadOnlyList<string> actions, string resource)
    {
        var piece = (JsonObject)statement.DeepClone();
        piece["Action"] = Values(actions);
        piece["Resource"] = resource;
        return piece;
    }

    private static IEnumerable<string> Items(JsonNode values) =>
        values is JsonArray list ? list.Select(value => (string)value!) : [(string)values!];

    private static JsonNode Values(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.Count == 1 ? JsonValue.Create(all[0]) : new JsonArray([.. all.Select(value => (JsonNode?)value)]);
    }
}
