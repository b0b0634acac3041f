using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>The calls that needed one permission. The result does not depend on the order in which calls are added.</summary>
internal sealed class UsageTally
{
    /// <summary>The number of CloudTrail ids that are kept as evidence.</summary>
    private const int MostEventIds = 3;

    private readonly SortedSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _regions = new(StringComparer.Ordinal);
    private long _allowed;
    private long _denied;
    private UsageAttribution _attribution;
    private DateTimeOffset _first = DateTimeOffset.MaxValue;

    /// <summary>The number of calls.</summary>
    public long Count => _allowed + _denied;

    /// <summary>The time of the last call, in UTC.</summary>
    public DateTimeOffset LastSeen { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The smallest CloudTrail id; null if no record had one.</summary>
    public string? EventId => _eventIds.Min;

    public void Add(ObservedCalls calls, UsageAttribution attribution, bool isDenied)
    {
        if (isDenied) _denied += calls.Count;
        else _allowed += calls.Count;
        _attribution |= attribution;
        AddTimes(calls.FirstSeen, calls.LastSeen);
        if (calls.Call.Region.Length > 0) _regions.Add(calls.Call.Region);
        foreach (var id in calls.EventIds) AddEventId(id);
    }

    public void Add(UsageTally other)
    {
        _allowed += other._allowed;
        _denied += other._denied;
        _attribution |= other._attribution;
        AddTimes(other._first, other.LastSeen);
        _regions.UnionWith(other._regions);
        foreach (var id in other._eventIds) AddEventId(id);
    }

    public UsedPermission ToPermission(string action, string? resource) =>
        new(action, resource, _allowed, _denied, _first, LastSeen, [.. _regions], [.. _eventIds], _attribution);

    private void AddTimes(DateTimeOffset first, DateTimeOffset last)
    {
        if (first < _first) _first = first;
        if (last > LastSeen) LastSeen = last;
    }

    /// <summary>Keeps the smallest ids, so that the same records always give the same ids.</summary>
    private void AddEventId(string id)
    {
        if (_eventIds.Count == MostEventIds && string.CompareOrdinal(id, _eventIds.Max) >= 0) return;
        if (_eventIds.Add(id) && _eventIds.Count > MostEventIds) _eventIds.Remove(_eventIds.Max!);
    }
}
