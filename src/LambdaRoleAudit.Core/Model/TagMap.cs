using System.Collections.ObjectModel;

namespace LambdaRoleAudit.Model;

/// <summary>Tags, sorted by key. Their text is <c>key=value</c>, so that Export-Csv can show them.</summary>
public sealed class TagMap : ReadOnlyDictionary<string, string>
{
    private TagMap(IEnumerable<KeyValuePair<string, string>> tags)
        : base(new SortedDictionary<string, string>(new Dictionary<string, string>(tags), StringComparer.Ordinal))
    {
    }

    /// <summary>A map without tags.</summary>
    public static new TagMap Empty { get; } = new([]);

    /// <summary>Returns the tags, separated by semicolons.</summary>
    public override string ToString() => string.Join("; ", this.Select(tag => $"{tag.Key}={tag.Value}"));

    internal static TagMap Of(IEnumerable<KeyValuePair<string, string>> tags) => tags as TagMap ?? new TagMap(tags);
}
