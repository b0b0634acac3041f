using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Splits an Allow statement into the parts that are kept, each proven to grant no more than the statement.</summary>
/// <param name="keeper">Decides about each action.</param>
/// <param name="facts">The requests that the proofs are about.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
internal sealed class StatementNarrower(
    ActionKeeper keeper, RequestFacts facts, CancellationToken cancellationToken)
{
    /// <summary>
    /// If the list of actions is longer, and the statement allows everything except some actions, those are written instead.
    /// </summary>
    private const int LongActions = 1_500;

    /// <summary>Returns a statement that denies.</summary>
    public static StatementPart Deny(PolicyStatement statement) =>
        Unchanged(statement, ReasonKind.Deny, "Statements that deny are kept.");

    /// <summary>Returns the parts of an Allow statement, in the order of the new document.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="actions">Its known actions.</param>
    /// <param name="version">The version of its document.</param>
    public IReadOnlyList<StatementPart> Narrow(PolicyStatement statement, StatementActions actions, string version)
    {
        if (statement.IsUnknown || statement.Resources is null || statement.Principals is not null)
        {
            return [Unchanged(
                statement, ReasonKind.NotUnderstood, "The statement contains something that the module does not understand.")];
        }

        var cut = new ResourceCut(statement.Resources, version);
        var kept = actions.Names.Values.Select(name => keeper.Keep(statement, cut, name)).OfType<KeptAction>().ToList();
        var parts = Parts(statement, actions, kept);
        if (IsNoMore(parts, statement, version)) return parts;
        // The proof did not succeed with the narrowed resources, so those of the source stay.
        parts = Parts(statement, actions, [.. kept.Select(action => action with { Resources = null })]);
        return IsNoMore(parts, statement, version)
            ? parts
            : [Unchanged(
                statement, ReasonKind.NotUnderstood, "It could not be proven that a part of the statement grants no more than it.")];
    }

    private List<StatementPart> Parts(PolicyStatement statement, StatementActions actions, List<KeptAction> kept)
    {
        var parts = new List<StatementPart>();
        var whole = kept.Where(action => action.Resources is null).ToList();
        var narrowed = kept.Where(action => action.Resources is not null).ToList();
        if (WholeActions(statement, actions, whole) is var (values, isNot, unknown))
        {
            parts.Add(new StatementPart
            {
                Source = statement,
                IsUnchanged = narrowed.Count == 0 && isNot == statement.Actions.IsNot && HasSame(values, statement.Actions.Values),
                Actions = values,
                IsNotAction = isNot,
                Kept = [.. whole, .. unknown],
                Reasons = ReasonList.Of(whole.Concat(unknown)),
            });
        }

        foreach (var group in narrowed.GroupBy(action => string.Join('\n', action.Resources!), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            parts.Add(new StatementPart
            {
                Source = statement,
                Actions = [.. group.Select(action => action.Name).Order(StringComparer.Ordinal)],
                Resources = group.First().Resources,
                Kept = [.. group],
                Reasons = ReasonList.Of(group),
            });
        }

        return parts;
    }

    /// <summary>
    /// Returns the values for the actions that keep the resources of the source, and what is kept because the catalog does not have it;
    /// null if there are none.
    /// </summary>
    private (IReadOnlyList<string> Values, bool IsNot, IReadOnlyList<KeptAction> Unknown)? WholeActions(
        PolicyStatement statement, StatementActions actions, List<KeptAction> whole)
    {
        var keys = whole.Select(action => ActivityEvidence.KeyOf(action.Name)).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == actions.Names.Count && statement.Actions.IsNot) return (statement.Actions.Values, true, []);
        var unseen = whole.Where(action => action.IsUnseen).Select(action => ActivityEvidence.KeyOf(action.Name))
            .ToHashSet(StringComparer.Ordinal);
        var values = new List<string>();
        var unknown = new List<KeptAction>();
        if (statement.Actions.IsNot) values.AddRange(Short(keys));
        else
            foreach (var (text, glob) in statement.Actions.Values.Zip(statement.Actions.Patterns.Globs)) values.AddRange(Value(text, glob));
        foreach (var service in actions.UnknownServices)
            if (!values.Contains("*")) Unknown(
                $"{service}:*", "Calls of the service are in the records, and the action catalog does not have it.");
        if (values.Count == 0) return null;
        values = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (!actions.IsEverythingBut || LengthOf(values) <= LongActions) return (values, false, unknown);
        var others = Others();
        return LengthOf(others) < LengthOf(values) ? (others, true, []) : (values, false, unknown);

        IEnumerable<string> Value(string text, Glob glob)
        {
            var matched = actions.MatchedBy(glob);
            if (matched.Count == 0)
            {
                Unknown(text, "The action catalog does not have the action, so nothing is known about its use.");
                return [];
            }

            if (glob.IsLiteral) return keys.Contains(matched[0]) ? [actions.Names[matched[0]]] : [];
            return matched.All(keys.Contains) && matched.Any(unseen.Contains) ? [text] : Short(matched.Where(keys.Contains));
        }

        void Unknown(string text, string why)
        {
            values.Add(text);
            unknown.Add(new KeptAction(text, null, [new StatementReason(ReasonKind.UnknownAction, [text], 1, why)]));
        }

        IEnumerable<string> Short(IEnumerable<string> kept)
        {
            var list = kept.ToList();
            var services = list.Where(unseen.Contains).Select(ActivityEvidence.ServiceOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return ActionList.Write(
                list.Select(action => actions.Names[action]), services.Contains, statement.Actions.Patterns.Covers, keys.Contains);
        }

        List<string> Others() =>
        [
            .. (statement.Actions.IsNot ? statement.Actions.Values : []).Concat(ActionList.Write(
                    actions.Names.Where(action => !keys.Contains(action.Key)).Select(action => action.Value), _ => true, _ => true,
                    action => statement.Actions.Patterns.Contains(action) != true))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private bool IsNoMore(List<StatementPart> parts, PolicyStatement statement, string version)
    {
        if (parts.TrueForAll(part => part.IsUnchanged)) return true;
        var (candidate, reference) = (Of(parts.Select(part => part.Json(null))), Of([statement.Text]));
        return PolicyProver.GrantsNoMoreThan(candidate, facts, reference, facts, cancellationToken: cancellationToken).Outcome
            == ProofOutcome.Proven;

        PolicySet Of(IEnumerable<string> statements) => new([PolicyDocument.Parse(PolicyText.Document(version, null, statements))]);
    }

    private static StatementPart Unchanged(PolicyStatement statement, ReasonKind kind, string why) => new()
    {
        Source = statement,
        IsUnchanged = true,
        Reasons = [new StatementReason(
            kind, [.. statement.Actions.Values.Take(StatementReason.MostActions)], statement.Actions.Values.Count, why)],
    };

    private static bool HasSame(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other);

    private static int LengthOf(IReadOnlyList<string> values) => values.Sum(value => value.Length + 3);
}
