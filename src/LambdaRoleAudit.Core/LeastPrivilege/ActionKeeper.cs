using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Decides which actions of an Allow statement are kept, why, and on which resources.</summary>
/// <param name="input">The input.</param>
/// <param name="evidence">The evidence.</param>
/// <param name="coverage">Returns whether the records show the use of an action.</param>
internal sealed class ActionKeeper(NarrowingInput input, ActivityEvidence evidence, Func<GrantedAction, Cover> coverage)
{
    /// <summary>The statements of the source with their known actions, to decide whether the use of an entire service is seen.</summary>
    public IReadOnlyList<(PolicyStatement Statement, StatementActions Actions)> Source { get; init; } = [];

    private readonly Dictionary<string, bool> _seenServices = new(StringComparer.Ordinal);

    /// <summary>Returns the decision for an action; null if the action is dropped.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="cut">The resources of the statement.</param>
    /// <param name="name">The action, as AWS writes it.</param>
    public KeptAction? Keep(PolicyStatement statement, ResourceCut cut, string name)
    {
        var service = ActivityEvidence.ServiceOf(name);
        var used = evidence.UsedOf(name).Where(one => one.Resource is null || cut.MayMatch(one.Resource)).ToList();
        var needed = evidence.NeededOf(name).Where(one => cut.MayMatch(one.Resource)).ToList();
        var reasons = new List<StatementReason>();
        reasons.AddRange(used.Select(one => UsedReason(name, one)));
        reasons.AddRange(needed.Select(one => one.Need).DistinctBy(need => (need.Sid, need.Resource)).Select(need =>
            new StatementReason(ReasonKind.Needed, [name], 1, $"The function's settings need it ({need.Sid}).")
            {
                ResourceArn = need.Resource,
            }));
        var unseen = WhyUnseen(statement, service, name).ToList();
        reasons.AddRange(unseen);
        if (reasons.Count == 0) return null;
        if (unseen.Count > 0 || input.Options.ResourceScope == NarrowedResourceScope.Source || used.Exists(one => one.Resource is null))
            return new KeptAction(name, null, reasons);

        var seen = used.Select(one => one.Resource!).Distinct().ToList();
        var widened = input.Options.ResourceScope == NarrowedResourceScope.Widened ? ResourceWidening.Widen(seen) : [];
        // What a setting needs is known exactly, and is not widened.
        seen.AddRange(needed.Select(one => one.Resource).Distinct());
        return new KeptAction(name, cut.Cut(seen, widened), reasons);
    }

    private IEnumerable<StatementReason> WhyUnseen(PolicyStatement statement, string service, string name)
    {
        var granted = new GrantedAction(service, name, [statement]);
        var cover = coverage(granted);
        if (cover.Status != CoverageStatus.Seen && !MayDrop(service, granted))
            yield return new StatementReason(ReasonKind.Unseen, [name], 1, cover.Reason);
        if (evidence.UnmappedOf(service).ToList() is { Count: > 0 } calls)
        {
            yield return new StatementReason(
                ReasonKind.UnmappedCall, [name], 1,
                $"A call may need it for which no action is known: {NameList.Few(calls.Select(call => call.EventName))}.")
            {
                Count = calls.Sum(call => call.Count),
                LastSeen = calls.Max(call => call.LastSeen),
                EventIds = [.. calls.Select(call => call.EventId).OfType<string>().Order(StringComparer.Ordinal).Take(3)],
            };
        }

        if (cover.Status == CoverageStatus.Seen && evidence.UseWithoutRecord(name, () => IsSeen(service)) is { } time)
        {
            yield return new StatementReason(
                ReasonKind.LastAccessed, [name], 1, "IAM's last accessed information shows a use that is not in the records.")
            {
                LastSeen = time,
            };
        }
    }

    /// <summary>
    /// Only if the user wants it, if IAM says that no session of the role used the service, and if the action stays within regions that
    /// were read.
    /// </summary>
    private bool MayDrop(string service, GrantedAction granted) => input.Options.DropUnseen && evidence.WasNeverUsed(service)
        && (input.Usage.CoversAllRegions || granted.StaysWithin([.. input.Usage.LogRegions]));

    /// <summary>Returns true if the records show the use of every action of a service that the source allows.</summary>
    private bool IsSeen(string service)
    {
        if (_seenServices.TryGetValue(service, out var known)) return known;
        var prefix = $"{service}:";
        return _seenServices[service] = Source.All(source => source.Actions.Names
            .Where(action => action.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .All(action => coverage(new GrantedAction(service, action.Value, [source.Statement])).Status == CoverageStatus.Seen));
    }

    private static StatementReason UsedReason(string name, UsedResource used) => new(
        used.IsOwn ? ReasonKind.Used : ReasonKind.UsedUnattributed, [name], 1,
        used.IsOwn ? "The function used it." : "A session of the role that no function can be named for used it.")
    {
        ResourceArn = used.Permission.ResourceArn,
        Count = used.Permission.Count,
        FirstSeen = used.Permission.FirstSeen,
        LastSeen = used.Permission.LastSeen,
        EventIds = used.Permission.EventIds,
    };
}
