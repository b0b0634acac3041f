namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>The policies of buckets, without types of AWSSDK.S3, which is loaded only if buckets are read.</summary>
internal interface IBucketPolicies : IDisposable
{
    /// <summary>Returns the names of the account's buckets in all regions.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);

    /// <summary>Returns the region of a bucket, and its policy; null if the bucket has none.</summary>
    Task<(string Region, string? Policy)> ReadAsync(string bucket, CancellationToken cancellationToken);
}
