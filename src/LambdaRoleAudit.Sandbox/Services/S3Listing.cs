using System.Globalization;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using static LambdaRoleAudit.Sandbox.Services.S3Service;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>ListObjectsV2 (S3 API reference).</summary>
internal static class S3Listing
{
    private const int LongestPage = 1000;

    /// <summary>Returns one page. A common prefix counts as one key, and keys below it are in no other page.</summary>
    public static XElement List(SandboxRequest request, BucketState bucket, DateTimeOffset now)
    {
        var prefix = request.Query("prefix") ?? "";
        if (bucket.IsDenied(prefix)) throw Denied();
        var delimiter = request.Query("delimiter") is { Length: > 0 } text ? text : null;
        var startAfter = request.Query("start-after") is { Length: > 0 } key ? key : null;
        var token = request.Query("continuation-token");
        var most = Math.Min(LongestPage, MaxKeys(request));
        // A token replaces start-after.
        var after = token is null
            ? startAfter
            : (token.Length == 0 ? null : Marker.Decode(token)) ?? throw Invalid("The continuation token provided is incorrect");
        var (items, prefixes, last) = Take(bucket.List(now), prefix, delimiter, after, most);
        var isEncoded = request.Query("encoding-type") == "url";
        return new XElement(
            Namespace + "ListBucketResult",
            Element("Name", bucket.Name),
            Element("Prefix", Encode(prefix)),
            startAfter is null ? null : Element("StartAfter", Encode(startAfter)),
            token is null ? null : Element("ContinuationToken", token),
            last is null ? null : Element("NextContinuationToken", Marker.Encode(last)),
            Element("KeyCount", items.Count + prefixes.Count),
            Element("MaxKeys", most),
            delimiter is null ? null : Element("Delimiter", Encode(delimiter)),
            isEncoded ? Element("EncodingType", "url") : null,
            Element("IsTruncated", last is null ? "false" : "true"),
            items.Select(item => new XElement(
                Namespace + "Contents",
                Element("Key", Encode(item.Key)),
                Element(
                    "LastModified",
                    item.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture)),
                Element("ETag", $"\"{item.ETag}\""),
                Element("Size", item.Size),
                Element("StorageClass", "STANDARD"))),
            prefixes.Select(name => new XElement(Namespace + "CommonPrefixes", Element("Prefix", Encode(name)))));

        string Encode(string value) => isEncoded
            ? string.Join('/', value.Split('/').Select(part => Uri.EscapeDataString(part).Replace("%20", "+", StringComparison.Ordinal)))
            : value;
    }

    /// <summary>Returns the objects and common prefixes of a page, and the key or prefix that the next page follows.</summary>
    private static (List<ObjectState> Items, List<string> Prefixes, string? Last) Take(
        ObjectState[] all, string prefix, string? delimiter, string? after, int most)
    {
        List<ObjectState> items = [];
        List<string> prefixes = [];
        string? last = null;
        var from = after is null || BucketState.Utf8Order.Compare(after, prefix) < 0 ? prefix : after;
        for (var i = First(all, from); i < all.Length && all[i].Key.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            var key = all[i].Key;
            if (after is not null && BucketState.Utf8Order.Compare(key, after) <= 0) continue;
            var cut = delimiter is null ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var common = cut < 0 ? null : key[..(cut + delimiter!.Length)];
            // A page that ended with a common prefix continues after all its keys.
            if (common is not null && (common == after || (prefixes.Count > 0 && prefixes[^1] == common))) continue;
            if (items.Count + prefixes.Count == most) return (items, prefixes, most == 0 ? null : last);
            if (common is null) items.Add(all[i]);
            else prefixes.Add(common);
            last = common ?? key;
        }

        return (items, prefixes, null);
    }

    /// <summary>Returns the index of the first key that is not before the given one.</summary>
    private static int First(ObjectState[] all, string key)
    {
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (BucketState.Utf8Order.Compare(all[middle].Key, key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static int MaxKeys(SandboxRequest request)
    {
        if (request.Query("max-keys") is not { } text) return LongestPage;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var keys)
            ? keys
            : throw Invalid("Provided max-keys not an integer or within integer range");
    }

    private static XElement Element(string name, object value) => new(Namespace + name, value);

    private static AwsError Invalid(string message) => new(400, "InvalidArgument", message);
}
