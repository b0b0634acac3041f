namespace LambdaRoleAudit.Policies;

/// <summary>
/// The context keys of a request: keys with values, keys that are absent, and keys about which nothing is known (IAM user guide, "AWS
/// global condition context keys"). Keys are compared regardless of case. Immutable.
/// </summary>
public sealed class RequestContext
{
    private readonly Dictionary<string, IReadOnlyList<string>> _values;
    private readonly HashSet<string> _unknown;
    private readonly bool _othersAreUnknown;

    /// <param name="values">The keys with their values. A key without values counts as absent.</param>
    /// <param name="unknownKeys">The keys about which nothing is known.</param>
    /// <param name="othersAreUnknown">True if nothing is known about keys that are not named; otherwise they are absent.</param>
    public RequestContext(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>? values = null, IEnumerable<string>? unknownKeys = null,
        bool othersAreUnknown = false)
    {
        _values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, all) in values ?? []) _values[key] = all;
        _unknown = new HashSet<string>(unknownKeys ?? [], StringComparer.OrdinalIgnoreCase);
        _othersAreUnknown = othersAreUnknown;
    }

    /// <summary>A context without keys.</summary>
    public static RequestContext Empty { get; } = new();

    /// <summary>A context in which nothing is known about any key.</summary>
    public static RequestContext Unknown { get; } = new(othersAreUnknown: true);

    /// <summary>The keys with values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values => _values;

    /// <summary>Gets the values of a key; empty if the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The key's values.</param>
    /// <returns>False if nothing is known about the key.</returns>
    public bool TryGet(string key, out IReadOnlyList<string> values)
    {
        if (_values.TryGetValue(key, out values!)) return true;
        values = [];
        return !_unknown.Contains(key) && !_othersAreUnknown;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _values.Select(pair => $"{pair.Key} = {string.Join(", ", pair.Value)}"));
}
