namespace LambdaRoleAudit.Policies;

/// <summary>
/// The context keys of a request: those with values, those that are not there, and those of which nothing is known
/// (IAM user guide, "AWS global condition context keys"). Keys are compared without regard to case. Immutable.
/// </summary>
public sealed class RequestContext
{
    private readonly Dictionary<string, IReadOnlyList<string>> _values;
    private readonly HashSet<string> _unknown;
    private readonly bool _othersAreUnknown;

    /// <param name="values">Keys with their values. A key without values counts as not there.</param>
    /// <param name="unknownKeys">Keys of which nothing is known.</param>
    /// <param name="othersAreUnknown">Is nothing known of the keys that are not named? Otherwise they are not there.</param>
    public RequestContext(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>? values = null, IEnumerable<string>? unknownKeys = null,
        bool othersAreUnknown = false)
    {
        _values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, all) in values ?? []) _values[key] = all;
        _unknown = new HashSet<string>(unknownKeys ?? [], StringComparer.OrdinalIgnoreCase);
        _othersAreUnknown = othersAreUnknown;
    }

    /// <summary>No key is there.</summary>
    public static RequestContext Empty { get; } = new();

    /// <summary>Nothing is known of any key.</summary>
    public static RequestContext Unknown { get; } = new(othersAreUnknown: true);

    /// <summary>The keys with values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values => _values;

    /// <summary>The values of a key; none where it is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Its values.</param>
    /// <returns>False where nothing is known of the key.</returns>
    public bool TryGet(string key, out IReadOnlyList<string> values)
    {
        if (_values.TryGetValue(key, out values!)) return true;
        values = [];
        return !_unknown.Contains(key) && !_othersAreUnknown;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _values.Select(pair => $"{pair.Key} = {string.Join(", ", pair.Value)}"));
}
