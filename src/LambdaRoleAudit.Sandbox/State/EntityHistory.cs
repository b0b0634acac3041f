namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// The states of roles or policies before their last changes, which IAM's reads can still return, "as IAM is eventually consistent" (IAM
/// user guide, "Changes that I make are not always immediately visible"). Changed and read only while the account is locked.
/// </summary>
/// <param name="copy">Returns a copy that later changes do not affect.</param>
/// <param name="key">Returns the key of an entity.</param>
public sealed class EntityHistory<T>(Func<T, T> copy, Func<T, string> key) where T : class
{
    private readonly Dictionary<string, List<(DateTimeOffset Until, T? Entity)>> _past = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Stores the current state of an entity right before a change; null if it does not exist yet.</summary>
    /// <param name="name">The entity's key.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="now">The time of the change.</param>
    /// <param name="keep">How long the state can be requested.</param>
    public void Keep(string name, T? entity, DateTimeOffset now, TimeSpan keep)
    {
        if (!_past.TryGetValue(name, out var past)) _past[name] = past = [];
        past.RemoveAll(state => state.Until < now - keep);
        past.Add((now, entity is null ? null : copy(entity)));
    }

    /// <summary>Returns the entities as they were at a given time.</summary>
    public IReadOnlyDictionary<string, T> At(SortedDictionary<string, T> entities, DateTimeOffset time)
    {
        SortedDictionary<string, T>? seen = null;
        foreach (var (name, past) in _past)
        {
            var index = past.FindIndex(state => state.Until > time);
            if (index < 0) continue;
            seen ??= new SortedDictionary<string, T>(entities, entities.Comparer);
            seen.Remove(name);
            if (past[index].Entity is { } entity) seen[key(entity)] = entity;
        }

        return seen ?? entities;
    }
}
