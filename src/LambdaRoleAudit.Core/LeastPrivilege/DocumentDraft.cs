using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>A narrowed document that is not yet placed.</summary>
internal sealed record DocumentDraft
{
    /// <summary>The name of the new policy.</summary>
    public required string Name { get; init; }

    /// <summary>The source's policy.</summary>
    public required RolePolicy Policy { get; init; }

    /// <summary>The source's document.</summary>
    public required PolicyDocument Source { get; init; }

    /// <summary>The statements.</summary>
    public required IReadOnlyList<NarrowedStatement> Statements { get; init; }

    /// <summary>True if every statement of the source is in the draft, unchanged.</summary>
    public bool IsUnchanged => Statements.Count == Source.Statements.Count && Statements.All(statement => statement.IsUnchanged);

    /// <summary>The document's JSON.</summary>
    public string Text => IsUnchanged
        ? Source.Text
        : PolicyText.Document(Source.Version, Source.Id, Statements.Select(statement => statement.Json));

    /// <summary>The size that IAM counts.</summary>
    public int Size => PolicyText.SizeOf(Text);

    /// <summary>Creates the draft of a document, with Sids that are not used twice.</summary>
    public static DocumentDraft Of(string name, RolePolicy policy, PolicyDocument source, IEnumerable<IReadOnlyList<StatementPart>> parts)
    {
        var all = parts.Where(statement => statement.Count > 0).ToList();
        var sids = all.Select(statement => statement[0].Source.Sid).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var statements = new List<NarrowedStatement>();
        foreach (var statement in all)
        {
            for (var i = 0; i < statement.Count; i++)
            {
                var part = statement[i];
                var sid = part.Source.Sid;
                // Of a statement that is split, the first part keeps the Sid.
                for (var number = 2; i > 0 && sid is { Length: > 0 }; number++)
                {
                    sid = FormattableString.Invariant($"{part.Source.Sid}{number}");
                    if (sids.Add(sid)) break;
                }

                statements.Add(new NarrowedStatement(sid, part.Source.Name, part.Json(sid), part.IsUnchanged, [.. part.Reasons]));
            }
        }

        return new DocumentDraft { Name = name, Policy = policy, Source = source, Statements = statements };
    }
}
