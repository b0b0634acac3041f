using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>The evidence of one function, by action and by service.</summary>
internal sealed class ActivityEvidence
{
    private readonly NarrowingInput _input;
    private readonly ILookup<string, UsedResource> _used;
    private readonly ILookup<string, NeededResource> _needed;
    private readonly ILookup<string, UnmappedCall> _unmapped;
    private readonly HashSet<string> _shownActions;
    private readonly HashSet<string> _shownServices;
    private readonly Dictionary<string, LastAccessedService> _lastAccessed;

    public ActivityEvidence(NarrowingInput input)
    {
        _input = input;
        var unattributed = input.OtherUsage.Where(usage => usage.FunctionArn is null).ToList();
        var own = input.Usage.Permissions.Select(permission => (Permission: permission, IsOwn: true))
            .Concat(unattributed.SelectMany(usage => usage.Permissions).Select(permission => (Permission: permission, IsOwn: false)));
        // What was only denied was not used, and is never added.
        _used = own.Where(pair => pair.Permission.Count > 0)
            .Select(pair => new UsedResource(pair.Permission, pair.IsOwn, ResourceOf(pair.Permission)))
            .OrderBy(used => used.Permission.ResourceArn, StringComparer.Ordinal).ThenByDescending(used => used.IsOwn)
            .ToLookup(used => KeyOf(used.Permission.Action), StringComparer.Ordinal);
        _needed = input.Needed.Select(need => new NeededResource(need, SeenResource.OfNeed(need.Resource)))
            .OrderBy(need => need.Need.Resource, StringComparer.Ordinal).ThenBy(need => need.Need.Sid, StringComparer.Ordinal)
            .ToLookup(need => KeyOf(need.Need.Action), StringComparer.Ordinal);
        _unmapped = input.Usage.Unmapped.Concat(unattributed.SelectMany(usage => usage.Unmapped))
            .OrderBy(call => call.EventSource, StringComparer.Ordinal).ThenBy(call => call.EventName, StringComparer.Ordinal)
            .SelectMany(call => ServicesOf(call).Select(service => (Service: service, Call: call)))
            .ToLookup(pair => pair.Service, pair => pair.Call, StringComparer.Ordinal);
        var everybody = input.OtherUsage.Append(input.Usage).ToList();
        _shownActions = everybody.SelectMany(usage => usage.Permissions).Select(permission => KeyOf(permission.Action))
            .ToHashSet(StringComparer.Ordinal);
        _shownServices = [
            .. _shownActions.Select(ServiceOf), .. everybody.SelectMany(usage => usage.Unmapped).SelectMany(ServicesOf)];
        _lastAccessed = new(StringComparer.OrdinalIgnoreCase);
        foreach (var service in input.LastAccessed ?? []) _lastAccessed[service.Service] = service;
    }

    /// <summary>The actions in evidence, in lower case: used, or needed by settings.</summary>
    public IEnumerable<string> Actions => _used.Select(used => used.Key).Concat(_needed.Select(need => need.Key)).Distinct();

    /// <summary>The services of calls that no action is known for, in lower case.</summary>
    public IEnumerable<string> UnmappedServices => _unmapped.Select(service => service.Key);

    /// <summary>Returns what was used of an action.</summary>
    public IEnumerable<UsedResource> UsedOf(string action) => _used[KeyOf(action)];

    /// <summary>Returns what settings need of an action.</summary>
    public IEnumerable<NeededResource> NeededOf(string action) => _needed[KeyOf(action)];

    /// <summary>Returns the calls of a service that no action is known for.</summary>
    public IEnumerable<UnmappedCall> UnmappedOf(string service) => _unmapped[service.ToLowerInvariant()];

    /// <summary>
    /// Returns true if IAM says that no session of the role used a service in the tracking period, and no record says otherwise.
    /// </summary>
    public bool WasNeverUsed(string service) =>
        _lastAccessed.TryGetValue(service, out var last) && last.LastAuthenticated is null
        && last.Actions.All(action => action.LastAccessed is null) && !_shownServices.Contains(service.ToLowerInvariant());

    /// <summary>
    /// Returns when IAM saw a use, in the period of the records, that no record shows: the records miss something. Null if there is none.
    /// </summary>
    /// <param name="action">The action.</param>
    /// <param name="isServiceSeen">Returns true if the records show the use of every action of the service that the role has.</param>
    public DateTimeOffset? UseWithoutRecord(string action, Func<bool> isServiceSeen)
    {
        var service = ServiceOf(action);
        if (!_lastAccessed.TryGetValue(service, out var last)) return null;
        var tracked = last.Actions.FirstOrDefault(one => one.Action.Length > 0
            && (one.Action.Equals(action, StringComparison.OrdinalIgnoreCase)
                || $"{service}:{one.Action}".Equals(action, StringComparison.OrdinalIgnoreCase)));
        if (tracked.Action is not null)
            return IsInPeriod(tracked.LastAccessed) && !_shownActions.Contains(KeyOf(action)) ? tracked.LastAccessed : null;
        // Another action explains the use: one that IAM tracks, or one whose calls are not in the records.
        return IsInPeriod(last.LastAuthenticated) && !last.Actions.Any(one => IsInPeriod(one.LastAccessed))
            && !_shownServices.Contains(service.ToLowerInvariant()) && isServiceSeen()
            ? last.LastAuthenticated
            : null;
    }

    /// <summary>Returns the prefix of an action.</summary>
    public static string ServiceOf(string action)
    {
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? action : action[..colon];
    }

    /// <summary>Actions are compared regardless of case.</summary>
    public static string KeyOf(string action) => action.ToLowerInvariant();

    private static IReadOnlyList<string> ServicesOf(UnmappedCall call) =>
        EventSourceNames.PrefixesOf(EventSourceNames.NameOf(call.EventSource));

    /// <summary>Returns the resource of a use; null if it is not known.</summary>
    private static SeenResource? ResourceOf(UsedPermission permission)
    {
        if (permission.ResourceArn is not { } arn) return null;
        if (arn != ResourceCut.Any) return SeenResource.OfEvidence(arn);
        // "*" is the resource of an action without resource types. For another action, it does not say which resource was used.
        return ActionCatalog.Find(ServiceOf(permission.Action))?.Find(KeyOf(permission.Action)) is { HasResourceTypes: false }
            ? SeenResource.OfEvidence(arn)
            : null;
    }

    private bool IsInPeriod(DateTimeOffset? time) => time >= _input.Usage.From && time < _input.Usage.To;
}

/// <summary>A permission that was used, with its resource; null if it is not known.</summary>
internal sealed record UsedResource(Model.UsedPermission Permission, bool IsOwn, SeenResource? Resource);

/// <summary>A permission that a setting needs, with its resource.</summary>
internal sealed record NeededResource(Roles.RequiredPermission Need, SeenResource Resource);
