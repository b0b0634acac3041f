namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// The states of roles before their last changes, which IAM's reads can still return, "as IAM is eventually consistent" (IAM user guide,
/// "Changes that I make are not always immediately visible"). Changed and read only while the account is locked.
/// </summary>
public sealed class RoleHistory
{
    private readonly Dictionary<string, List<(DateTimeOffset Until, RoleState? Role)>> _past = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Stores the current state of a role right before a change; null if the role does not exist yet.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="role">The role.</param>
    /// <param name="now">The time of the change.</param>
    /// <param name="keep">How long the state can be requested.</param>
    public void Keep(string name, RoleState? role, DateTimeOffset now, TimeSpan keep)
    {
        if (!_past.TryGetValue(name, out var past)) _past[name] = past = [];
        past.RemoveAll(state => state.Until < now - keep);
        past.Add((now, role?.Copy()));
    }

    /// <summary>Returns the roles as they were at a given time.</summary>
    public IReadOnlyDictionary<string, RoleState> At(SortedDictionary<string, RoleState> roles, DateTimeOffset time)
    {
        SortedDictionary<string, RoleState>? seen = null;
        foreach (var (name, past) in _past)
        {
            var index = past.FindIndex(state => state.Until > time);
            if (index < 0) continue;
            seen ??= new SortedDictionary<string, RoleState>(roles, roles.Comparer);
            seen.Remove(name);
            if (past[index].Role is { } role) seen[role.RoleName] = role;
        }

        return seen ?? roles;
    }
}
