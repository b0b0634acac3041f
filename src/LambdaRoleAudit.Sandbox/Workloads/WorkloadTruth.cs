namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>What happened in a workload, counted from its calls and not from its records.</summary>
public sealed class WorkloadTruth
{
    private WorkloadTruth()
    {
    }

    /// <summary>The permissions that each function needed, by its ARN.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<UsedPermission>> Used { get; private init; } = null!;

    /// <summary>What each role did in other sessions, by its ARN.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<UsedPermission>> Unattributed { get; private init; } = null!;

    /// <summary>All events of functions. An operation without an event is here too, as NeverLogged.</summary>
    public IReadOnlyList<EventCount> Events { get; private init; } = [];

    /// <summary>The events whose action nobody knows.</summary>
    public IReadOnlyList<EventCount> Unmapped { get; private init; } = [];

    /// <summary>The events for which AWS checks no permission.</summary>
    public IReadOnlyList<EventCount> WithoutPermission { get; private init; } = [];

    /// <summary>The number of records in the trail.</summary>
    public int Records { get; private init; }

    /// <summary>The number of these that functions caused.</summary>
    public int FunctionRecords { get; private init; }

    internal static WorkloadTruth Of(Workload workload)
    {
        var used = new PermissionCounter();
        var others = new PermissionCounter();
        var events = new Dictionary<(EventCount Event, bool IsUnmapped, bool IsFree), int>();
        var (records, own) = (0, 0);
        foreach (var call in workload.Calls())
        {
            var state = workload.StateOf(call.Call);
            if (state == LogState.Logged) records++;
            if (call.Caller is { Kind: CallerKind.OtherSession, Role: { } role }) others.Add(role.Arn, call.Caller.Name, call, state);
            if (call.Caller.Function is not { } function) continue;
            if (state == LogState.Logged) own++;
            used.Add(function.Arn, function.Arn, call, state);
            var key = (
                new EventCount(function.Arn, $"{call.Call.EventSource}.amazonaws.com", call.Call.EventName, state, 0),
                call.Call.IsUnmapped, call.Call is { IsUnmapped: false, Needs.Length: 0 });
            events[key] = events.GetValueOrDefault(key) + 1;
        }

        return new WorkloadTruth
        {
            Used = used.Result(workload.Functions.Select(function => function.Arn)),
            Unattributed = others.Result(workload.Roles.Select(role => role.Arn)),
            Events = Counts(_ => true),
            Unmapped = Counts(key => key.IsUnmapped),
            WithoutPermission = Counts(key => key.IsFree),
            Records = records,
            FunctionRecords = own,
        };

        List<EventCount> Counts(Func<(EventCount Event, bool IsUnmapped, bool IsFree), bool> wanted) =>
        [
            .. events.Where(pair => wanted(pair.Key)).GroupBy(pair => pair.Key.Event)
                .Select(group => group.Key with { Count = group.Sum(pair => pair.Value) })
                .OrderBy(e => e.FunctionArn, StringComparer.Ordinal).ThenBy(e => e.EventSource, StringComparer.Ordinal)
                .ThenBy(e => e.EventName, StringComparer.Ordinal),
        ];
    }
}
