namespace LambdaRoleAudit.Sandbox.State;

/// <summary>CloudTrail's event history of an account in one region: management events, newest first.</summary>
public sealed class EventHistory
{
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, ILookup<string, HistoryEvent>> _index = new(StringComparer.Ordinal);
    private List<HistoryEvent>? _sorted;

    /// <summary>Adds a record. The history ignores data events, as AWS does.</summary>
    public void Add(string record)
    {
        if (HistoryEvent.Read(record) is not { } read) return;
        lock (_events)
        {
            _events.Add(read);
            _sorted = null;
            _index.Clear();
        }
    }

    /// <summary>Returns the events with this attribute, newest first; all events if there is no attribute.</summary>
    public IReadOnlyList<HistoryEvent> Find(string? attribute, string? value)
    {
        lock (_events)
        {
            _sorted ??= [.. _events.OrderByDescending(e => e.EventTime).ThenBy(e => e.EventId, StringComparer.Ordinal)];
            if (attribute is null) return _sorted;
            if (!_index.TryGetValue(attribute, out var lookup))
            {
                _index[attribute] = lookup = _sorted
                    .SelectMany(e => e.Values(attribute).Distinct(StringComparer.Ordinal).Select(name => (Name: name, Event: e)))
                    .ToLookup(pair => pair.Name, pair => pair.Event, StringComparer.Ordinal);
            }

            return [.. lookup[value!]];
        }
    }
}
