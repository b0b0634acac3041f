namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An S3 object.</summary>
/// <param name="Key">The key.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="ETag">The ETag, without quotes.</param>
/// <param name="Open">Opens the content.</param>
/// <param name="ContentType">The Content-Type header.</param>
/// <param name="ContentEncoding">The Content-Encoding header; null for none.</param>
public sealed record ObjectState(
    string Key, long Size, DateTimeOffset LastModified, string ETag, Func<Stream> Open, string ContentType, string? ContentEncoding)
{
    /// <summary>The time from which the object can be listed and read; null for always.</summary>
    public DateTimeOffset? VisibleFrom { get; init; }
}
