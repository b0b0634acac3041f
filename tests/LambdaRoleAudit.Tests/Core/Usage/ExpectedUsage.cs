using LambdaRoleAudit.Sandbox.Workloads;

namespace LambdaRoleAudit.Tests.Core.Usage;

/// <summary>What a reader of a workload's trail must find, from its calls and not from its records.</summary>
internal sealed class ExpectedUsage
{
    private readonly Workload _workload;

    public ExpectedUsage(Workload workload)
    {
        _workload = workload;
        foreach (var call in workload.Calls().Where(call => workload.StateOf(call.Call) == LogState.Logged)) Add(call);
        Unmapped = [.. _unmapped.GroupBy(text => text).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal)];
    }

    private readonly List<string> _unmapped = [];

    /// <summary>The permissions of each function, one for each call.</summary>
    public Dictionary<string, List<(string Action, string? Resource, bool IsDenied)>> Functions { get; } = [];

    /// <summary>The permissions of each role's other sessions.</summary>
    public Dictionary<string, List<(string Action, string? Resource, bool IsDenied)>> Unattributed { get; } = [];

    /// <summary>The calls of functions that no action is known for.</summary>
    public IReadOnlyList<string> Unmapped { get; }

    private void Add(WorkloadCall call)
    {
        if (call.Caller is not { Role: { } role, Kind: CallerKind.Function or CallerKind.OtherSession }) return;
        var (owners, where) = Owners(call, role);
        foreach (var owner in owners)
        {
            if (call.Call.IsUnmapped && where == Functions)
                _unmapped.Add($"{owner} {call.Call.EventSource}.amazonaws.com {call.Call.EventName}");
            foreach (var need in call.Call.Needs.Where(need => !need.IsNeverLogged))
            {
                if (!where.TryGetValue(owner, out var list)) where[owner] = list = [];
                list.Add((need.Action, need.Resource, call.IsDenied));
            }
        }
    }

    /// <summary>
    /// A record with a function counts for it. Without one, it counts for the session's name, if only Lambda can choose names.
    /// </summary>
    private (IEnumerable<string> Owners, Dictionary<string, List<(string, string?, bool)>> Where) Owners(
        WorkloadCall call, WorkloadRole role)
    {
        if (call.Caller.Function is { } function && HasScope(call)) return ([function.Arn], Functions);
        var named = _workload.Functions.Where(one => one.Role == role && one.Name == call.Caller.Name).Select(one => one.Arn).ToList();
        return named.Count > 0 && !role.TrustsOthers ? (named, Functions) : ([role.Arn], Unattributed);
    }

    private bool HasScope(WorkloadCall call) => _workload.Options.Era switch
    {
        RecordEra.WithoutScope => false,
        RecordEra.ByDate => call.Time.Year >= 2025,
        RecordEra.Mixed => call.Number % 3 != 0,
        _ => true,
    };
}
