using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>The files of trails, through the SDK's own S3 client.</summary>
internal sealed class TrailStore(AwsSessionOptions options, AWSCredentials credentials, string? profileName, RegionEndpoint home)
    : StoreCalls(options, credentials, profileName, home, isPerRead: true), ITrailStore
{
    /// <summary>Larger objects are not read: CloudTrail's files have a few megabytes.</summary>
    private const int MostBytes = 1 << 30;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(bucket, prefix, null, cancellationToken).ConfigureAwait(false))
            foreach (var one in page.S3Objects ?? [])
                yield return new StoredObject(Decode(page, one.Key), one.Size ?? 0);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListFoldersAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        await foreach (var page in PagesAsync(bucket, prefix, "/", cancellationToken).ConfigureAwait(false))
            folders.AddRange((page.CommonPrefixes ?? []).Select(folder => Decode(page, folder)));
        return folders;
    }

    /// <inheritdoc/>
    public async Task<Stream> DownloadAsync(string bucket, string key, long size, CancellationToken cancellationToken)
    {
        var bound = new AnswerBound((int)Math.Min(Math.Max(size, 1), MostBytes));
        var answer = await CallAsync(
            bucket, "GetObject", key, bound,
            client => client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        // The whole body is in memory already. The SDK compares its MD5 with the ETag, which is not the MD5 of every object, and gzip has a
        // checksum of its own.
        return answer.ResponseStream is WrapperStream checking ? checking.GetNonWrapperBaseStream() : answer.ResponseStream;
    }

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(
        string bucket, string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string operation = "ListObjectsV2";
        var walk = new ListWalk(WireService.S3, operation, RegionOf(bucket), pageSize: 1000);
        while (true)
        {
            var request = new ListObjectsV2Request
            {
                BucketName = bucket,
                Prefix = prefix,
                Delimiter = delimiter,
                ContinuationToken = walk.Marker,
                // S3 escapes the keys then, since XML 1.0 cannot have every character that a key can have.
                Encoding = EncodingType.Url,
            };
            var page = await CallAsync(
                bucket, operation, $"{bucket}/{prefix}", AnswerBound.Of(operation),
                client => client.ListObjectsV2Async(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield return page;
            if (page.IsTruncated != true) yield break;
            if (page.NextContinuationToken is not { Length: > 0 } next)
                throw Failed(AwsErrorKind.BadResponse, "The page has no token of the next page.", operation, bucket);
            walk.Saw(page.S3Objects is [var first, ..] ? first.Key : page.CommonPrefixes is [var folder, ..] ? folder : null);
            walk.GoOn(next);
        }
    }

    /// <summary>Removes S3's escapes: a space is a plus sign (Amazon S3 API reference, ListObjectsV2: encoding-type).</summary>
    private static string Decode(ListObjectsV2Response page, string text) =>
        page.Encoding == EncodingType.Url ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
}
