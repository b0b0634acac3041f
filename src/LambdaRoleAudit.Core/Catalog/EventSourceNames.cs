using System.Collections.Frozen;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// From a record's event source to the prefixes of IAM actions: the same name for most services, else as <c>event-sources.tsv</c> says.
/// </summary>
internal static class EventSourceNames
{
    private const string Suffix = ".amazonaws.com";

    private static readonly FrozenDictionary<string, string[]> Others = TabTable.Read("event-sources.tsv", 3)
        .ToFrozenDictionary(row => row[0], row => TabTable.Words(row[1]), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of event sources in the table.</summary>
    public static IEnumerable<string> Listed => Others.Keys;

    /// <summary>Returns the name in an event source, in lower case: <c>s3</c> of <c>s3.amazonaws.com</c>.</summary>
    public static string NameOf(string eventSource)
    {
        var end = eventSource.IndexOf(Suffix, StringComparison.OrdinalIgnoreCase);
        return (end < 0 ? eventSource : eventSource[..end]).ToLowerInvariant();
    }

    /// <summary>Returns the event source of a service: <c>s3.amazonaws.com</c>.</summary>
    public static string SourceOf(string name) => name + Suffix;

    /// <summary>
    /// Returns the prefixes of the actions that calls of an event source need, the likeliest first. A part of a service has its name
    /// before that of the service: <c>runtime.sagemaker</c>.
    /// </summary>
    public static IReadOnlyList<string> PrefixesOf(string name)
    {
        if (Others.TryGetValue(name, out var prefixes)) return prefixes;
        var dot = name.LastIndexOf('.');
        return dot < 0 ? [name] : [name, name[(dot + 1)..]];
    }

    /// <summary>Returns the event sources whose calls need actions with a prefix.</summary>
    public static IReadOnlyList<string> SourcesOf(string prefix) =>
        Sources.Value[prefix].ToList() is { Count: > 0 } sources ? sources : [SourceOf(prefix)];

    private static readonly Lazy<ILookup<string, string>> Sources = new(() =>
        Others.SelectMany(other => other.Value.Select(prefix => (prefix, Source: SourceOf(other.Key))))
            .ToLookup(pair => pair.prefix, pair => pair.Source, StringComparer.Ordinal));
}
