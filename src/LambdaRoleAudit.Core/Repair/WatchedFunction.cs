using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>A function that is watched, with its denied calls that are not settled.</summary>
internal sealed class WatchedFunction(WatchedMove move)
{
    private readonly object _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public WatchedMove Move { get; } = move;

    /// <summary>The denied calls that are not settled.</summary>
    public List<DeniedCall> Denied { get; } = [];

    /// <summary>True if the function should have been rolled back and was not.</summary>
    public bool HasFailed { get; set; }

    /// <summary>
    /// Takes a call. It counts if it was denied to a session of the function's own role, at or after the move, and was not seen before. It
    /// can be called on any thread.
    /// </summary>
    public void Take(ObservedCalls calls)
    {
        if (!DeniedCalls.Is(calls.Call) || !calls.RoleArn.Equals(Move.TargetRoleArn, StringComparison.OrdinalIgnoreCase)) return;
        // The times of records are whole seconds.
        if (calls.LastSeen <= Move.MovedAt.AddSeconds(-1)) return;
        var id = calls.EventIds.Count > 0
            ? calls.EventIds[0]
            : FormattableString.Invariant($"{calls.FirstSeen:O} {calls.Call.EventSource} {calls.Call.EventName}");
        lock (_gate)
        {
            if (_seen.Add(id)) Denied.Add(new DeniedCall(calls));
        }
    }
}
