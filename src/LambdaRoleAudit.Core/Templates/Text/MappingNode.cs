namespace LambdaRoleAudit.Templates;

/// <summary>Keys with values, in the order of the text.</summary>
public sealed class MappingNode : TemplateNode
{
    private readonly Dictionary<string, MappingEntry> _byKey;

    /// <summary>Creates a mapping.</summary>
    public MappingNode(IReadOnlyList<MappingEntry> entries)
    {
        Entries = entries;
        _byKey = new(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            _byKey.TryAdd(entry.Key.Value, entry);
            Weight = NodeWeight.Sum(Weight, entry.Value.Weight + 1);
        }
    }

    /// <summary>The entries as they are written. A merge key (<c>&lt;&lt;</c>) is an entry like any other.</summary>
    public IReadOnlyList<MappingEntry> Entries { get; }

    /// <summary>True if the mapping is written in braces.</summary>
    public required bool IsFlow { get; init; }

    /// <summary>Returns the entry with a key; null if there is none. Keys that are merged in count after those that are written.</summary>
    public MappingEntry? EntryOf(string key) => _byKey.GetValueOrDefault(key) ?? Merged(key);

    /// <summary>Returns the value of a key, with aliases resolved; null if there is none.</summary>
    public TemplateNode? this[string key] => EntryOf(key)?.Value.Target;

    /// <summary>True if the key is written in this mapping, not merged in.</summary>
    public bool IsOwn(string key) => _byKey.ContainsKey(key);

    /// <summary>The entries with those that merge keys bring in, each key once, without the merge keys themselves.</summary>
    public IEnumerable<MappingEntry> AllEntries => Entries.Where(entry => !entry.IsMerge)
        .Concat(Entries.Where(entry => entry.IsMerge).SelectMany(entry => Sources(entry)).SelectMany(source => source.AllEntries))
        .DistinctBy(entry => entry.Key.Value);

    private MappingEntry? Merged(string key) => Entries.Where(entry => entry.IsMerge).SelectMany(entry => Sources(entry))
        .Select(source => source.EntryOf(key)).FirstOrDefault(entry => entry is not null);

    private static IEnumerable<MappingNode> Sources(MappingEntry merge) => merge.Value.Target switch
    {
        MappingNode one => [one],
        SequenceNode list => list.Items.Select(item => item.Target).OfType<MappingNode>(),
        _ => [],
    };
}
