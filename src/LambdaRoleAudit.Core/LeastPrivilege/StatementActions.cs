using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>The known actions that an Allow statement matches.</summary>
internal sealed class StatementActions
{
    private readonly PolicyStatement _statement;

    /// <param name="statement">The statement.</param>
    /// <param name="evidence">The evidence, which can have actions that the catalog does not have.</param>
    public StatementActions(PolicyStatement statement, ActivityEvidence evidence)
    {
        _statement = statement;
        var services = BroadStatements.ServicesOf([statement]).Select(ActionCatalog.Find).OfType<AwsService>();
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in services)
            foreach (var action in BroadStatements.ActionsOf(statement, service)) known[action.Action] = $"{service.Prefix}:{action.Name}";
        foreach (var action in evidence.Actions.Where(action => statement.Actions.Patterns.Contains(action) == true))
        {
            if (known.ContainsKey(action)) continue;
            known[action] = evidence.UsedOf(action).Select(used => used.Permission.Action)
                .Concat(evidence.NeededOf(action).Select(need => need.Need.Action)).First();
        }

        Names = known;
        // A service that the catalog does not have can be what a call without an action needs.
        UnknownServices = [.. evidence.UnmappedServices.Where(service => ActionCatalog.Find(service) is null
            && statement.Actions.Patterns.Covers(Glob.Parse($"{service}:*", GlobSyntax.Wildcards))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The actions as AWS writes them, by their lower case.</summary>
    public IReadOnlyDictionary<string, string> Names { get; }

    /// <summary>
    /// The services that the catalog does not have, that calls in evidence belong to, and that the statement allows entirely.
    /// </summary>
    public IReadOnlyList<string> UnknownServices { get; }

    /// <summary>Returns the actions, in lower case, that a value of Action matches.</summary>
    public IReadOnlyList<string> MatchedBy(Glob value) => value.IsLiteral
        ? Names.ContainsKey(value.Literal!) ? [value.Literal!] : []
        : [.. Names.Keys.Where(value.Matches)];

    /// <summary>True if the statement matches actions by what they are not, or matches all actions.</summary>
    public bool IsEverythingBut =>
        _statement.Actions.IsNot || _statement.Actions.Values.Any(value => value is "*" or "*:*");
}
