using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Splits a statement that is too large for one policy. A statement with several actions says the same as one statement for each of them,
/// and so does one with several resources. This is not so for NotAction and NotResource.
/// </summary>
internal static class StatementSplit
{
    /// <summary>Returns statements that together say what the statement says, each small enough; null if that is not possible.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="fits">Returns true if a statement is small enough.</param>
    public static IReadOnlyList<NarrowedStatement>? Of(NarrowedStatement statement, Predicate<NarrowedStatement> fits)
    {
        if (fits(statement)) return [statement];
        // The Sid of a part is longer.
        var pieces = Halves(statement, piece => fits(statement.Sid is { Length: > 0 } sid ? Named(piece, $"{sid}Part99") : piece));
        return pieces is null
            ? null
            : [.. pieces.Select((piece, i) =>
                i == 0 || statement.Sid is not { Length: > 0 } sid ? piece : Named(piece, $"{sid}Part{i + 1}"))];
    }

    private static List<NarrowedStatement>? Halves(NarrowedStatement statement, Predicate<NarrowedStatement> fits)
    {
        if (fits(statement)) return [statement];
        var json = (JsonObject)JsonNode.Parse(statement.Json)!;
        var name = Array.Find(["Action", "Resource"], element => json[element] is JsonArray { Count: > 1 });
        if (name is null) return null;
        var values = json[name]!.AsArray().Select(value => (string)value!).ToList();
        var middle = values.Count / 2;
        var first = Halves(Part(statement, json, name, values[..middle]), fits);
        var second = first is null ? null : Halves(Part(statement, json, name, values[middle..]), fits);
        return second is null ? null : [.. first!, .. second];
    }

    private static NarrowedStatement Part(NarrowedStatement statement, JsonObject json, string name, List<string> values)
    {
        var part = (JsonObject)json.DeepClone();
        part[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
        return statement with
        {
            Json = PolicyText.Of(part),
            IsUnchanged = false,
            Reasons = name == "Action" && ReasonsFor(statement, values) is { Count: > 0 } own ? own : statement.Reasons,
        };
    }

    /// <summary>Returns the reasons that list one of the actions.</summary>
    private static ItemList<StatementReason> ReasonsFor(NarrowedStatement statement, List<string> actions)
    {
        var patterns = actions.ConvertAll(action => Glob.Parse(ActivityEvidence.KeyOf(action), GlobSyntax.Wildcards));
        return [
            .. statement.Reasons.Where(reason =>
                reason.Actions.Any(action => patterns.Exists(pattern => pattern.Matches(ActivityEvidence.KeyOf(action)))))];
    }

    private static NarrowedStatement Named(NarrowedStatement statement, string sid)
    {
        var json = (JsonObject)JsonNode.Parse(statement.Json)!;
        json["Sid"] = sid;
        return statement with { Sid = sid, Json = PolicyText.Of(json) };
    }
}
