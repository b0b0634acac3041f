namespace LambdaRoleAudit.Ports;

/// <summary>The S3 operations that Core needs to read the files of a trail. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ITrailStore
{
    /// <summary>Returns the keys that start with a prefix, in order (ListObjectsV2).</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string bucket, string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the folders right under a prefix that ends with a slash, each with its slash (ListObjectsV2 with a delimiter).
    /// </summary>
    Task<IReadOnlyList<string>> ListFoldersAsync(string bucket, string prefix, CancellationToken cancellationToken);

    /// <summary>Downloads an object completely (GetObject).</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="size">The size that the list showed, in bytes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<Stream> DownloadAsync(string bucket, string key, long size, CancellationToken cancellationToken);
}

/// <summary>An object in S3.</summary>
/// <param name="Key">The key.</param>
/// <param name="Size">The size, in bytes.</param>
public readonly record struct StoredObject(string Key, long Size);
