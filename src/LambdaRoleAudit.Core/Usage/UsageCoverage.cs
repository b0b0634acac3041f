using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>Decides, for each action that a role's policies allow, whether the records that were read would show its use.</summary>
internal sealed class UsageCoverage
{
    /// <summary>The reason if a call may be in a region that was not read.</summary>
    internal const string OtherRegions = "Calls in regions whose records were not read, or not known to be read, would not be seen.";

    private readonly UsageEvidence _evidence;
    private readonly LoggedEvents? _logged;

    public UsageCoverage(UsageEvidence evidence)
    {
        _evidence = evidence;
        _logged = evidence.Selectors is { } selectors ? new LoggedEvents(selectors) : null;
    }

    /// <summary>The coverage of what CloudTrail never logs.</summary>
    internal static Cover NeverLogged { get; } = new(null, CoverageStatus.NeverLogged, "CloudTrail never logs these calls.");

    /// <summary>The coverage of what is not documented.</summary>
    internal static Cover Undocumented { get; } =
        new(null, CoverageStatus.Unknown, "It is not documented whether CloudTrail logs these calls.");

    /// <summary>Returns the coverage of the services in a role's policies, sorted.</summary>
    /// <param name="granted">The actions that the policies allow.</param>
    /// <param name="used">The actions that the function used.</param>
    /// <param name="lastAccessed">The last use of each service by any session of the role; null if it was not read.</param>
    public IEnumerable<ServiceCoverage> Of(
        RoleGrantedActions granted, IReadOnlySet<string> used, IReadOnlyList<LastAccessedService>? lastAccessed)
    {
        var lastUse = lastAccessed?.ToDictionary(
            service => service.Service, service => service.LastAuthenticated, StringComparer.OrdinalIgnoreCase);
        return granted.Actions.Select(action => (Action: action, Cover: Of(action)))
            .GroupBy(pair => (pair.Action.Service, pair.Cover))
            .Select(group => new ServiceCoverage(
                group.Key.Service, group.Key.Cover.EventType, group.Key.Cover.Status, group.Key.Cover.Reason, group.Count(),
                group.Count(pair => used.Contains(pair.Action.Action)), lastUse?.GetValueOrDefault(group.Key.Service)))
            .OrderBy(service => service.Service, StringComparer.Ordinal).ThenBy(service => service.EventType, StringComparer.Ordinal)
            .ThenBy(service => service.Status).ThenBy(service => service.Reason, StringComparer.Ordinal);
    }

    /// <summary>Returns whether the records show the use of an action.</summary>
    public Cover Of(GrantedAction action)
    {
        var event_ = EventClasses.Of(action.Action);
        var type = event_.Class == EventClass.Data ? string.Join(", ", event_.ResourceTypes) : null;
        if (event_.Class == EventClass.NeverLogged) return NeverLogged;
        if (event_.Class == EventClass.Unknown) return Undocumented;
        var part = LoggedPartOf(action, event_);
        if (part is null)
        {
            return new Cover(
                type, CoverageStatus.Unknown,
                "The event selectors of the trail were not read, so whether it logs these calls is not known.");
        }

        if (part == LoggedPart.None)
        {
            return new Cover(
                type, CoverageStatus.NotLogged,
                _evidence.Source == UsageSource.EventHistory
                    ? "Event history does not have data events."
                    : "The event selectors of the trail leave these calls out.");
        }

        if (part == LoggedPart.Some)
        {
            return new Cover(
                type, CoverageStatus.NotLogged,
                "The event selectors of the trail include only some of these calls, by resource or by caller.");
        }

        return InRegions(action, type, _evidence.CoversAllRegions, _evidence.Regions);
    }

    /// <summary>Returns the coverage of an action whose events are logged completely: the regions that were read decide.</summary>
    internal static Cover InRegions(GrantedAction action, string? type, bool coversAllRegions, IReadOnlyCollection<string> regions) =>
        coversAllRegions || action.StaysWithin(regions)
            ? new Cover(type, CoverageStatus.Seen, "The records show these calls.")
            : new Cover(type, CoverageStatus.Unknown, OtherRegions);

    private LoggedPart? LoggedPartOf(GrantedAction action, EventClassOf kind)
    {
        if (_evidence.Source == UsageSource.EventHistory) return kind.Class == EventClass.Management ? LoggedPart.All : LoggedPart.None;
        if (_logged is null) return null;
        var name = action.Action[(action.Service.Length + 1)..];
        var types = kind.Class == EventClass.Data ? kind.ResourceTypes.Cast<string?>() : [null];
        bool[] reads = kind.IsReadKnown ? [kind.IsRead] : [true, false];
        // A call must be logged whatever its resource is, and from whichever endpoint of the service.
        return EventSourceNames.SourcesOf(action.Service)
            .SelectMany(source => types.SelectMany(type => reads.Select(isRead => _logged.Of(source, name, type, isRead)))).Min();
    }
}

/// <summary>Whether records show the use of an action.</summary>
/// <param name="EventType">The type of the data events; null for management events.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">The reason, as a sentence.</param>
internal readonly record struct Cover(string? EventType, CoverageStatus Status, string Reason);
