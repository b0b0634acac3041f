using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// What a CloudTrail record says of a call, as far as permissions depend on it.
/// Source: AWS CloudTrail user guide, "CloudTrail record contents for management, data, and network activity events".
/// </summary>
public sealed record ApiCall
{
    /// <summary>The service: <c>s3.amazonaws.com</c>.</summary>
    public required string EventSource { get; init; }

    /// <summary>The call: <c>GetObject</c>. Some services add the date of the API's version: <c>Invoke20150331</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>The record's region.</summary>
    public required string Region { get; init; }

    /// <summary>The account of the caller, in which names without an account are.</summary>
    public required string AccountId { get; init; }

    /// <summary>The partition of the region: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public required string Partition { get; init; }

    /// <summary>The ARNs in the record's <c>resources</c>, under <c>ARN</c> or <c>arn</c>.</summary>
    public IReadOnlyList<string> ResourceArns { get; init; } = [];

    /// <summary>
    /// The prefixes of ARNs in the record's <c>resources</c>, under <c>ARNPrefix</c>: S3 writes them for a list of objects. They do not
    /// decide a permission's resource, because S3 checks ListBucket on the bucket.
    /// </summary>
    public IReadOnlyList<string> ResourceArnPrefixes { get; init; } = [];

    /// <summary>The request's parameters. Undefined or null if the record has none.</summary>
    public JsonElement RequestParameters { get; init; }

    /// <summary>The error code. Null if the call succeeded. A call that failed needs the same permissions.</summary>
    public string? ErrorCode { get; init; }
}
