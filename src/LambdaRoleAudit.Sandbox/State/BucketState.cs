using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An S3 bucket. Its objects are in memory or in files.</summary>
public sealed class BucketState(string name, string region, string accountId)
{
    private readonly SortedDictionary<string, ObjectState> _objects = new(Utf8Order);
    private ObjectState[]? _list;

    /// <summary>The order of lists: "UTF-8 binary order" (S3 API reference, ListObjectsV2).</summary>
    internal static Comparer<string> Utf8Order { get; } = Comparer<string>.Create(static (a, b) =>
    {
        if (Ascii.IsValid(a) && Ascii.IsValid(b)) return string.CompareOrdinal(a, b);
        return Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
    });

    public string Name { get; } = name;

    public string Region { get; } = region;

    /// <summary>The account that owns the bucket.</summary>
    public string AccountId { get; } = accountId;

    /// <summary>The bucket policy; null if there is none.</summary>
    public string? Policy { get; set; }

    /// <summary>Other accounts that the bucket policy lets read the bucket.</summary>
    public HashSet<string> Readers { get; } = new(StringComparer.Ordinal);

    /// <summary>The prefixes that a policy denies: their objects cannot be read, and they cannot be listed.</summary>
    public HashSet<string> DeniedPrefixes { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys of objects that lists contain, although the objects were deleted before they are read.</summary>
    public HashSet<string> Vanished { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds an object.</summary>
    public void Put(
        string key, byte[] content, DateTimeOffset lastModified, string? type = null, string? encoding = null,
        DateTimeOffset? visibleFrom = null) => Put(
        new ObjectState(
            key, content.Length, lastModified, Convert.ToHexStringLower(MD5.HashData(content)),
            () => new MemoryStream(content, writable: false), type ?? TypeOf(key), encoding ?? EncodingOf(key))
        {
            VisibleFrom = visibleFrom,
        });

    /// <summary>
    /// Adds the files of a folder, which are read when a client requests them. Keys are paths in the folder, after a prefix.
    /// </summary>
    public void PutFolder(string folder, string prefix = "")
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var key = prefix + Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            var tag = MD5.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{key}/{file.Length}/{file.LastWriteTimeUtc:O}")));
            Put(new ObjectState(
                key, file.Length, file.LastWriteTimeUtc, Convert.ToHexStringLower(tag), file.OpenRead, TypeOf(key), EncodingOf(key)));
        }
    }

    /// <summary>Returns the object with this key; null if there is none.</summary>
    public ObjectState? Find(string key)
    {
        lock (_objects) return Vanished.Contains(key) ? null : _objects.GetValueOrDefault(key);
    }

    public void Remove(string key)
    {
        lock (_objects)
        {
            _objects.Remove(key);
            _list = null;
        }
    }

    /// <summary>Returns the objects that are visible at a time, in the order of lists.</summary>
    public ObjectState[] List(DateTimeOffset now) =>
        Array.Exists(List(), item => item.VisibleFrom > now) ? [.. List().Where(item => !(item.VisibleFrom > now))] : List();

    /// <summary>Returns all objects in the order of lists.</summary>
    public ObjectState[] List()
    {
        lock (_objects) return _list ??= [.. _objects.Values];
    }

    /// <summary>Returns true if a policy denies a key or a prefix of a list.</summary>
    public bool IsDenied(string key) => DeniedPrefixes.Any(denied => key.StartsWith(denied, StringComparison.Ordinal));

    private void Put(ObjectState item)
    {
        lock (_objects)
        {
            _objects[item.Key] = item;
            _list = null;
        }
    }

    // CloudTrail stores its files with these headers.
    private static string TypeOf(string key) =>
        key.Contains(".json", StringComparison.Ordinal) ? "application/json" : "binary/octet-stream";

    private static string? EncodingOf(string key) => key.EndsWith(".json.gz", StringComparison.Ordinal) ? "gzip" : null;
}
