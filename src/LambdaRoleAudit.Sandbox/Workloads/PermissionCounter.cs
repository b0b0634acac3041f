namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Counts the permissions that calls needed, for each owner.</summary>
internal sealed class PermissionCounter
{
    private readonly Dictionary<string, Dictionary<Key, UsedPermission>> _all = new(StringComparer.Ordinal);

    public void Add(string owner, string subject, WorkloadCall call, LogState state)
    {
        foreach (var need in call.Call.Needs)
        {
            // The permission to pass a role is checked only if the call itself is allowed.
            if (need.IsNeverLogged && call.ErrorCode is not null) continue;
            var key = new Key(
                subject, need.Action, need.Resource, call.Region, need.IsNeverLogged ? LogState.NeverLogged : state,
                call.Call.DataType is not null);
            var mine = _all.TryGetValue(owner, out var known) ? known : _all[owner] = [];
            if (!mine.TryGetValue(key, out var permission))
            {
                mine[key] = permission = new UsedPermission(
                    key.Subject, key.Action, key.Resource, key.Region, key.State, key.IsDataEvent)
                {
                    FirstSeen = call.Time,
                };
            }

            permission.Count++;
            if (call.IsDenied) permission.Denied++;
            permission.LastSeen = call.Time;
        }
    }

    /// <summary>Returns the permissions of each of these owners, also of those with none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<UsedPermission>> Result(IEnumerable<string> owners) => owners.ToDictionary(
        owner => owner,
        owner => (IReadOnlyList<UsedPermission>)
        [
            .. (_all.GetValueOrDefault(owner) ?? []).Values.OrderBy(used => used.Action, StringComparer.Ordinal)
                .ThenBy(used => used.Resource, StringComparer.Ordinal).ThenBy(used => used.Region, StringComparer.Ordinal)
                .ThenBy(used => used.Subject, StringComparer.Ordinal),
        ]);

    private sealed record Key(string Subject, string Action, string? Resource, string Region, LogState State, bool IsDataEvent);
}
