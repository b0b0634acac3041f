using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>What one function, or the unattributed sessions of one role, did.</summary>
internal sealed class ActivityLog
{
    /// <summary>
    /// The number of resources of one kind that are kept for one action, and of kinds. A function that reads a million objects needs their
    /// bucket, and memory must not grow with the log.
    /// </summary>
    public const int MostResources = 500;

    private readonly Dictionary<string, Dictionary<string, UsageTally>> _permissions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Action, string Pattern), int> _kinds = [];
    private readonly HashSet<(string Action, string Container)> _containers = [];
    private readonly HashSet<(string Action, string Pattern)> _folded = [];
    private readonly Dictionary<(string Source, string Name), UsageTally> _unmapped = [];

    /// <summary>The role of the last call.</summary>
    public string? RoleArn { get; private set; }

    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public void Add(ObservedCalls calls, CallMapping mapping, UsageAttribution attribution)
    {
        if (calls.LastSeen >= _last) (RoleArn, _last) = (calls.RoleArn, calls.LastSeen);
        if (mapping.Kind == CallKind.Unmapped)
            Tally(_unmapped, (calls.Call.EventSource, calls.Call.EventName)).Add(calls, attribution, isDenied: false);
        var isDenied = DeniedCalls.Is(calls.Call);
        foreach (var permission in mapping.Permissions)
            PermissionTally(permission.Action, permission.ResourceArn ?? "").Add(calls, attribution, isDenied);
    }

    public void Merge(ActivityLog other)
    {
        if (other._last >= _last) (RoleArn, _last) = (other.RoleArn, other._last);
        foreach (var (call, tally) in other._unmapped) Tally(_unmapped, call).Add(tally);
        foreach (var kind in other._folded) Fold(kind);
        foreach (var (action, resources) in other._permissions)
            foreach (var (resource, tally) in resources) PermissionTally(action, resource).Add(tally);
    }

    /// <summary>Returns the permissions, sorted by action and resource.</summary>
    public IEnumerable<UsedPermission> Permissions() =>
        from action in _permissions.OrderBy(action => action.Key, StringComparer.Ordinal)
        from resource in action.Value.OrderBy(resource => resource.Key, StringComparer.Ordinal)
        select resource.Value.ToPermission(action.Key, resource.Key.Length == 0 ? null : resource.Key);

    /// <summary>Returns the calls that no action is known for, sorted.</summary>
    public IEnumerable<UnmappedCall> Unmapped() => _unmapped
        .OrderBy(call => call.Key.Source, StringComparer.Ordinal).ThenBy(call => call.Key.Name, StringComparer.Ordinal)
        .Select(call => new UnmappedCall(
            call.Key.Source, call.Key.Name, call.Value.Count, call.Value.LastSeen, call.Value.EventId));

    private UsageTally PermissionTally(string action, string resource)
    {
        if (!_permissions.TryGetValue(action, out var resources))
            _permissions[action] = resources = new Dictionary<string, UsageTally>(StringComparer.Ordinal);
        return resources.TryGetValue(resource, out var known) ? known : Tally(resources, PlaceOf(action, resource));
    }

    /// <summary>
    /// Returns the resource, or the pattern under which it is counted: its container, or everything of its service, region and account.
    /// </summary>
    private string PlaceOf(string action, string resource)
    {
        var container = ResourceContainer.Of(resource);
        var all = ResourceContainer.AllOf(resource);
        if (container != all && !_folded.Contains((action, all)) && _containers.Add((action, container))) Count((action, all));
        if (_folded.Contains((action, all))) return all;
        if (container != resource && !_folded.Contains((action, container))) Count((action, container));
        return _folded.Contains((action, container)) ? container : resource;
    }

    private void Count((string Action, string Pattern) kind)
    {
        if ((_kinds[kind] = _kinds.GetValueOrDefault(kind) + 1) > MostResources) Fold(kind);
    }

    /// <summary>Counts all resources of a kind as one.</summary>
    private void Fold((string Action, string Pattern) kind)
    {
        if (!_folded.Add(kind) || !_permissions.TryGetValue(kind.Action, out var resources)) return;
        var sum = new UsageTally();
        foreach (var (resource, tally) in resources.Where(resource =>
            ResourceContainer.Of(resource.Key) == kind.Pattern || ResourceContainer.AllOf(resource.Key) == kind.Pattern).ToList())
        {
            sum.Add(tally);
            resources.Remove(resource);
        }

        if (sum.Count > 0) resources[kind.Pattern] = sum;
    }

    private static UsageTally Tally<TKey>(Dictionary<TKey, UsageTally> tallies, TKey key)
        where TKey : notnull =>
        tallies.TryGetValue(key, out var tally) ? tally : tallies[key] = new UsageTally();
}
