using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Places narrowed documents: as inline policies if they fit, else as few others as possible. The sizes are quotas that AWS does not change
/// (IAM user guide, "IAM and AWS STS quotas": 10,240 characters of inline policies of a role, 6,144 characters of a managed policy).
/// </summary>
internal static class PolicyPacking
{
    /// <summary>The size of all inline policies of a role together.</summary>
    public const int InlineSize = 10_240;

    /// <summary>The size of a managed policy.</summary>
    public const int ManagedSize = 6_144;

    /// <summary>Returns the policies, sorted by name, and what prevents them.</summary>
    public static (IReadOnlyList<NarrowedPolicy> Policies, IReadOnlyList<PlanIssue> Blockers) Pack(IReadOnlyList<DocumentDraft> drafts)
    {
        var inline = drafts.ToList();
        var others = new List<NarrowedPolicy>();
        if (SizeOf(inline) > InlineSize)
        {
            // The managed policies of the source that stay as they are need no space.
            foreach (var draft in inline.Where(draft => draft.IsUnchanged && draft.Policy.PolicyArn is not null).ToList())
            {
                inline.Remove(draft);
                others.Add(Policy(draft, draft.Name, PolicyPlacement.Attached, draft.Text, draft.Statements));
            }
        }

        if (SizeOf(inline) > InlineSize) inline = [.. inline.Select(Merged)];
        foreach (var draft in inline.OrderByDescending(draft => draft.Size).ThenBy(draft => draft.Name, StringComparer.Ordinal).ToList())
        {
            if (SizeOf(inline) <= InlineSize) break;
            if (Split(draft) is not { } managed) continue;
            inline.Remove(draft);
            others.AddRange(managed);
        }

        var blockers = new List<PlanIssue>();
        if (SizeOf(inline) > InlineSize)
        {
            blockers.Add(new PlanIssue(
                "NarrowedTooLarge",
                $"The narrowed policies have {SizeOf(inline)} characters that fit neither the {InlineSize} of inline policies nor managed "
                + $"policies of {ManagedSize}. Use a wider -ResourceScope."));
        }

        if (others.Count > RoleSpecChecks.DefaultAttachedPolicies)
        {
            blockers.Add(new PlanIssue(
                "NarrowedTooManyPolicies",
                $"The narrowed role needs {others.Count} managed policies, and a role can have {RoleSpecChecks.DefaultAttachedPolicies} by "
                + "default. Use a wider -ResourceScope."));
        }

        return (
            [.. inline.Select(draft => Policy(draft, draft.Name, PolicyPlacement.Inline, draft.Text, draft.Statements)).Concat(others)
                .OrderBy(policy => policy.PolicyName, StringComparer.Ordinal)],
            blockers);
    }

    private static int SizeOf(IEnumerable<DocumentDraft> drafts) => drafts.Sum(draft => draft.Size);

    /// <summary>Merges the statements that differ only in their actions.</summary>
    private static DocumentDraft Merged(DocumentDraft draft)
    {
        var merged = draft.Statements.GroupBy(KeyOf, StringComparer.Ordinal)
            .SelectMany(group => group.Key.Length == 0 ? group : group.Count() == 1 ? group.Take(1) : [Merge([.. group])]).ToList();
        return merged.Count < draft.Statements.Count ? draft with { Statements = merged } : draft;
    }

    /// <summary>Returns the same text for statements that can be merged; an empty text for a statement that cannot.</summary>
    private static string KeyOf(NarrowedStatement statement)
    {
        var json = (JsonObject)JsonNode.Parse(statement.Json)!;
        if ((string?)json["Effect"] != "Allow" || !json.ContainsKey("Action")) return "";
        json.Remove("Sid");
        json.Remove("Action");
        return string.Join('\n', json.OrderBy(element => element.Key, StringComparer.Ordinal)
            .Select(element => $"{element.Key} {element.Value?.ToJsonString()}"));
    }

    private static NarrowedStatement Merge(IReadOnlyList<NarrowedStatement> statements)
    {
        var first = (JsonObject)JsonNode.Parse(statements[0].Json)!;
        first["Action"] = new JsonArray([.. statements.SelectMany(statement => Items(JsonNode.Parse(statement.Json)!["Action"]!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(action => (JsonNode?)action)]);
        return new NarrowedStatement(
            statements[0].Sid, string.Join(
                ", ", statements.Select(statement => statement.SourceStatement).Distinct(StringComparer.Ordinal)),
            PolicyText.Of(first), IsUnchanged: false, [.. statements.SelectMany(statement => statement.Reasons)]);
    }

    private static IEnumerable<string> Items(JsonNode values) =>
        values is JsonArray list ? list.Select(value => (string)value!) : [(string)values!];

    /// <summary>Returns a document as one or more managed policies; null if a part of a statement is too large for one.</summary>
    private static List<NarrowedPolicy>? Split(DocumentDraft draft)
    {
        var bins = new List<List<NarrowedStatement>>();
        foreach (var whole in draft.Statements)
        {
            if (StatementSplit.Of(whole, one => SizeOf([one]) <= ManagedSize) is not { } pieces) return null;
            foreach (var statement in pieces)
            {
                if (bins.Find(bin => SizeOf([.. bin, statement]) <= ManagedSize) is { } fitting) fitting.Add(statement);
                else bins.Add([statement]);
            }
        }

        return [.. bins.Select((bin, i) => Policy(
            draft, bins.Count == 1 ? draft.Name : FormattableString.Invariant($"{draft.Name}-part{i + 1}"), PolicyPlacement.CustomerManaged,
            TextOf(bin), bin))];

        int SizeOf(IEnumerable<NarrowedStatement> statements) => PolicyText.SizeOf(TextOf(statements));

        string TextOf(IEnumerable<NarrowedStatement> statements) =>
            PolicyText.Document(draft.Source.Version, draft.Source.Id, statements.Select(statement => statement.Json));
    }

    private static NarrowedPolicy Policy(
        DocumentDraft draft, string name, PolicyPlacement placement, string text, IReadOnlyList<NarrowedStatement> statements) => new(
        name, draft.Policy.PolicyName, draft.Policy.PolicyArn, placement, text, [.. statements]);
}
