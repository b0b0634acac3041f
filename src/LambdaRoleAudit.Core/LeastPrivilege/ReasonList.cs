using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Puts the reasons of several actions together.</summary>
internal static class ReasonList
{
    /// <summary>Returns the reasons, those with the same text together, sorted.</summary>
    public static IReadOnlyList<StatementReason> Of(IEnumerable<KeptAction> kept) =>
    [
        .. kept.SelectMany(action => action.Reasons.Select(reason => (Action: action, Reason: reason)))
            .GroupBy(pair => (
                pair.Reason.Kind, pair.Reason.Text, pair.Reason.ResourceArn,
                Whose: KeptAction.IsUnseenKind(pair.Reason.Kind) ? pair.Action.Service
                    : pair.Reason.Kind == ReasonKind.Needed ? ""
                    : pair.Action.Name))
            .OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Whose, StringComparer.Ordinal)
            .ThenBy(group => group.Key.ResourceArn, StringComparer.Ordinal).ThenBy(group => group.Key.Text, StringComparer.Ordinal)
            .Select(group => With(group.First().Reason, [.. group.Select(pair => pair.Action.Name).Distinct(StringComparer.Ordinal)])),
    ];

    /// <summary>Returns what is kept only because its use cannot be seen.</summary>
    public static IEnumerable<UnseenActions> Unseen(IEnumerable<KeptAction> kept) => kept
        .GroupBy(action => action.Name, StringComparer.Ordinal)
        .Where(action => action.All(one => one.Reasons.All(reason => KeptAction.IsUnseenKind(reason.Kind))))
        .SelectMany(action => action.SelectMany(one => one.Reasons).Select(reason => (reason.Kind, reason.Text, Action: action.Key)))
        .Distinct()
        .GroupBy(one => (Service: ActivityEvidence.ServiceOf(one.Action), one.Kind, one.Text))
        .OrderBy(group => group.Key.Service, StringComparer.Ordinal).ThenBy(group => group.Key.Kind)
        .ThenBy(group => group.Key.Text, StringComparer.Ordinal)
        .Select(group =>
        {
            var actions = group.Select(one => one.Action).Order(StringComparer.Ordinal).ToList();
            return new UnseenActions(
                group.Key.Service, group.Key.Kind, group.Key.Text, actions.Count, [.. actions.Take(StatementReason.MostActions)]);
        });

    private static StatementReason With(StatementReason reason, List<string> actions)
    {
        actions.Sort(StringComparer.Ordinal);
        return reason with { Actions = new List<string>(actions.Take(StatementReason.MostActions)), ActionCount = actions.Count };
    }
}
