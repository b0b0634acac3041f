using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Whether records show the use of an action, from a usage object, which can come from a file. A usage object has this for services. If it
/// has several answers for one kind of events, the most cautious one counts.
/// </summary>
/// <param name="usage">The usage object.</param>
internal sealed class ActionCoverage(LambdaRoleUsage usage)
{
    private readonly ILookup<(string Service, string? EventType), ServiceCoverage> _services =
        (usage.Coverage ?? []).ToLookup(service => (service.Service.ToLowerInvariant(), service.EventType));

    /// <summary>Returns whether the records show the use of an action.</summary>
    public Cover Of(GrantedAction action) => Of(action, EventClasses.Of(action.Action));

    /// <summary>Returns whether the records show the use of an action with the given class of events.</summary>
    public Cover Of(GrantedAction action, EventClassOf kind)
    {
        if (kind.Class == EventClass.NeverLogged) return UsageCoverage.NeverLogged;
        if (kind.Class == EventClass.Unknown) return UsageCoverage.Undocumented;
        var type = kind.Class == EventClass.Data ? string.Join(", ", kind.ResourceTypes) : null;
        var services = _services[(action.Service, type)]
            .Where(service => service.Status != CoverageStatus.NeverLogged && service.Reason != UsageCoverage.Undocumented.Reason).ToList();
        if (services.Count == 0) return new Cover(
            type, CoverageStatus.Unknown, "The usage does not say whether the records show these calls.");
        var worst = services.Find(service => service.Status == CoverageStatus.NotLogged)
            ?? services.Find(service => service.Status == CoverageStatus.Unknown && service.Reason != UsageCoverage.OtherRegions);
        if (worst is not null) return new Cover(type, worst.Status, worst.Reason);
        return UsageCoverage.InRegions(action, type, usage.CoversAllRegions, [.. usage.LogRegions]);
    }
}
