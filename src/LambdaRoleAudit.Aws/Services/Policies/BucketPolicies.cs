using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3.Model;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>The policies of buckets, through the SDK's own S3 client.</summary>
internal sealed class BucketPolicies(AwsSessionOptions options, AWSCredentials credentials, string? profileName, RegionEndpoint home)
    : StoreCalls(options, credentials, profileName, home, isPerRead: false), IBucketPolicies
{
    /// <summary>S3 API reference, ListBuckets: max-buckets up to 10,000. With it, S3 also returns each bucket's region.</summary>
    private const int PageSize = 1000;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string operation = "ListBuckets";
        var walk = new ListWalk(WireService.S3, operation, RegionOf(""), PageSize);
        while (true)
        {
            var request = new ListBucketsRequest { MaxBuckets = PageSize, ContinuationToken = walk.Marker };
            var page = await CallAsync(
                "", operation, FormattableString.Invariant($"buckets, page {walk.Page}"), AnswerBound.Of(operation),
                client => client.ListBucketsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var bucket in page.Buckets ?? [])
            {
                if (bucket.BucketRegion is { Length: > 0 } region) Learn(bucket.BucketName, region);
                yield return bucket.BucketName;
            }

            if (page.ContinuationToken is not { Length: > 0 } next) yield break;
            walk.Saw(page.Buckets is [var first, ..] ? first.BucketName : null);
            walk.GoOn(next);
        }
    }

    /// <inheritdoc/>
    public async Task<(string Region, string? Policy)> ReadAsync(string bucket, CancellationToken cancellationToken)
    {
        const string operation = "GetBucketPolicy";
        try
        {
            var answer = await CallAsync(
                bucket, operation, $"policy of bucket {bucket}", AnswerBound.Of(operation),
                client => client.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            return (RegionOf(bucket), answer.Policy);
        }
        catch (AwsCallException e) when (e.ErrorCode == "NoSuchBucketPolicy")
        {
            return (RegionOf(bucket), null);
        }
    }
}
