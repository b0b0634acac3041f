using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
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
        var answer = await CallAsync(
            bucket, operation, $"policy of bucket {bucket}", AnswerBound.Of(operation),
            client => client.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (answer.HttpStatusCode != HttpStatusCode.NotFound) return (RegionOf(bucket), answer.Policy);

        // For this operation, the SDK returns the body of a 404 response as the policy.
        var error = WireErrorBody.Read(new MemoryStream(Encoding.UTF8.GetBytes(answer.Policy ?? "")), null);
        return error.Code == "NoSuchBucketPolicy"
            ? (RegionOf(bucket), null)
            : throw new AwsCallException(AwsErrorKind.NotFound, error.Message)
            {
                Service = WireService.S3.SigningName,
                Operation = operation,
                Region = RegionOf(bucket),
                ErrorCode = error.Code,
                HttpStatus = (int)answer.HttpStatusCode,
                RequestId = error.RequestId,
            };
    }
}
