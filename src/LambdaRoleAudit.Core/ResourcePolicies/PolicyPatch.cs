using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>
/// Changes the text of a resource's policy so that it treats a new role as it treats another role: the new role is added next to the
/// other one, and nothing else changes. Also the way back.
/// </summary>
internal static class PolicyPatch
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] PrincipalElements = ["Principal", "NotPrincipal"];

    /// <summary>
    /// Returns the document with the new roles next to the others. Null if this does not make every statement treat both roles alike.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="callers">The functions, each under its source role and under its own role.</param>
    /// <param name="mustDelegate">True for the policy of a key or a role (<see cref="StatementHit.Of"/>).</param>
    /// <returns>The new document, and the new statements by their positions.</returns>
    public static (string Document, IReadOnlyDictionary<int, string> Statements)? Add(
        PolicyDocument document, IReadOnlyList<(PolicyCaller Source, PolicyCaller Target)> callers, bool mustDelegate = false)
    {
        var json = JsonNode.Parse(document.Text)!.AsObject();
        var changed = new SortedDictionary<int, string>();
        foreach (var (source, target) in callers)
        {
            foreach (var hit in StatementHit.Of(document, source, target, mustDelegate))
            {
                if (hit.Effect == Model.ResourcePolicyEffect.Unknown) continue;
                var statement = StatementAt(json, hit.Index);
                Write(statement, hit.Statement, source, target);
                changed[hit.Index] = statement.ToJsonString(Plain);
            }
        }

        var text = json.ToJsonString(Plain);
        var patched = PolicyDocument.Parse(text);
        return callers.All(pair => IsSame(document, patched, pair.Source)
            && !StatementHit.Of(patched, pair.Source, pair.Target, mustDelegate).Any(IsOfRoles))
            ? (text, changed)
            : null;
    }

    /// <summary>
    /// Returns the document without a role: its name is taken out of every list, and a statement that allows only it is taken out. A
    /// statement that denies, or that applies to everyone but the role, is left as it is if it names only the role: without it, others
    /// could do more. Null if nothing can be taken out; an empty text if nothing is left.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="role">The role.</param>
    public static string? Remove(PolicyDocument document, PolicyCaller role)
    {
        var json = JsonNode.Parse(document.Text)!.AsObject();
        var isChanged = false;
        for (var i = document.Statements.Count - 1; i >= 0; i--)
        {
            var statement = StatementAt(json, i);
            var lists = Lists(statement).Select(list => (List: list, Left: list.Values.Where(value => !Names(value, role)).ToList()))
                .Where(one => one.Left.Count < one.List.Values.Count).ToList();
            var emptied = lists.Where(one => one.Left.Count == 0).Select(one => one.List).ToList();
            if (lists.Count == 0 || emptied.Any(list => !IsOnlyAllowed(list, document.Statements[i]))) continue;
            isChanged = true;
            foreach (var (list, left) in lists.Where(one => one.Left.Count > 0)) list.Set(left);
            var hasOthers = emptied.Count > 0 && emptied.All(list => list.Key is null && list.Of.Count > 1);
            if (hasOthers)
                foreach (var list in emptied) list.Of.Remove(list.Name);
            if (emptied.Count == 0 || hasOthers) continue;
            if (json["Statement"] is JsonArray statements) statements.RemoveAt(i);
            else return "";
        }

        return !isChanged ? null : json["Statement"] is JsonArray { Count: 0 } ? "" : json.ToJsonString(Plain);
    }

    /// <summary>Returns true if a statement allows nothing to anyone whom the list does not name.</summary>
    private static bool IsOnlyAllowed(TextList list, PolicyStatement statement) => statement.Effect == PolicyEffect.Allow
        && (list.Operator is { } name
            ? !name.Contains("Not", StringComparison.OrdinalIgnoreCase) && !name.Contains("IfExists", StringComparison.OrdinalIgnoreCase)
                && !name.StartsWith("ForAllValues", StringComparison.OrdinalIgnoreCase)
            : statement.Principals?.IsNot == false);

    private static bool Names(string value, PolicyCaller role) =>
        value == role.RoleArn || value == role.SessionArn
        || (role.RoleId is { } id && (value == id || value.StartsWith($"{id}:", StringComparison.Ordinal)));

    private static void Write(JsonObject statement, PolicyStatement read, PolicyCaller source, PolicyCaller target)
    {
        foreach (var list in Lists(statement))
        {
            if (list.Key is not null && !read.Conditions.Any(condition =>
                condition.Key == list.Key && condition.OperatorText == list.Operator && Differs(condition, source, target))) continue;
            var values = list.Values.ToList();
            foreach (var value in list.Values)
            {
                if (Beside(value, list.Key, source, target) is not { } more || values.Contains(more)) continue;
                values.Add(more);
            }

            if (values.Count > list.Values.Count) list.Set(values);
        }
    }

    /// <summary>Returns the text that means the target as a text means the source; null if it does not mean the source.</summary>
    private static string? Beside(string value, string? key, PolicyCaller source, PolicyCaller target)
    {
        if (value == source.RoleArn || (key is null && value == source.RoleId)) return target.RoleArn;
        if (value == source.SessionArn) return target.SessionArn;
        if (key is null) return null;
        if (source.RoleId is { } id && value.Contains(id, StringComparison.Ordinal))
            return value.Replace(id, target.RoleId ?? PolicyCaller.NoId, StringComparison.Ordinal);
        // A pattern that the source's ARN matches, such as role/team-*.
        return key.Equals("aws:PrincipalArn", StringComparison.OrdinalIgnoreCase)
            && value.Contains('*', StringComparison.Ordinal)
            && Glob.Parse(value, GlobSyntax.Wildcards | GlobSyntax.ArnParts).Matches(source.RoleArn)
                ? target.RoleArn
                : null;
    }

    private static bool Differs(PolicyCondition condition, PolicyCaller source, PolicyCaller target) =>
        source.Meets(condition) != target.Meets(condition);

    /// <summary>What is unknown before stays unknown, and is reported.</summary>
    private static bool IsOfRoles(StatementHit hit) => hit.Effect != Model.ResourcePolicyEffect.Unknown;

    private static bool IsSame(PolicyDocument document, PolicyDocument patched, PolicyCaller source)
    {
        for (var i = 0; i < document.Statements.Count; i++)
        {
            foreach (var countsAccount in (bool[])[false, true])
            {
                var before = source.IsMeantBy(document.Statements[i], countsAccount);
                if (source.IsMeantBy(patched.Statements[i], countsAccount) != before) return false;
            }
        }

        return true;
    }

    private static JsonObject StatementAt(JsonObject document, int index) =>
        document["Statement"] is JsonArray statements ? statements[index]!.AsObject() : document["Statement"]!.AsObject();

    /// <summary>Returns the lists of a statement that can name a role: principals, and values of conditions about the caller.</summary>
    private static IEnumerable<TextList> Lists(JsonObject statement)
    {
        foreach (var element in PrincipalElements)
            if (statement[element] is JsonObject principals && principals.ContainsKey("AWS"))
                yield return new TextList(principals, "AWS", null, null);
        if (statement["Condition"] is not JsonObject conditions) yield break;
        foreach (var (name, keys) in conditions.ToList())
        {
            if (keys is not JsonObject block) continue;
            foreach (var key in block.Select(pair => pair.Key).Where(RequestPrincipal.IsOwn).ToList())
                yield return new TextList(block, key, key, name);
        }
    }

    /// <summary>A text, or a list of texts, in a JSON object.</summary>
    private sealed record TextList(JsonObject Of, string Name, string? Key, string? Operator)
    {
        public IReadOnlyList<string> Values { get; } = Of[Name] switch
        {
            JsonArray list => [.. list.Where(item => item is JsonValue).Select(item => item!.ToString())],
            JsonValue value => [value.ToString()],
            _ => [],
        };

        public void Set(List<string> values) =>
            Of[Name] = values.Count == 1
                ? JsonValue.Create(values[0])
                : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
    }
}
