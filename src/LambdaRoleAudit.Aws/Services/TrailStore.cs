using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>
/// The files of trails, through the SDK's own S3 client, with a client for each region: a trail's bucket can be in any region, and S3 tells
/// which one when it refuses the wrong one.
/// </summary>
internal sealed class TrailStore(AwsSessionOptions options, AWSCredentials credentials, string? profileName, RegionEndpoint home)
    : ITrailStore, IDisposable
{
    /// <summary>Larger objects are not read: CloudTrail's files have a few megabytes.</summary>
    private const int MostBytes = 1 << 30;

    private readonly ConcurrentDictionary<string, Lazy<StoreClient>> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly WireHttp _http = new(options.RequestTimeout, isPerRead: true);

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

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            if (client.IsValueCreated) client.Value.Dispose();
        _http.Dispose();
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

    private async Task<T> CallAsync<T>(
        string bucket, string operation, string purpose, AnswerBound bound, Func<StoreClient, Task<T>> call,
        CancellationToken cancellationToken)
    {
        var region = RegionOf(bucket);
        try
        {
            return await CallInAsync(region, operation, purpose, bound, call, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (BucketRegions.Of(e) is { } other && other != region)
        {
            _regions[bucket] = other;
            return await CallInAsync(other, operation, purpose, bound, call, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> CallInAsync<T>(
        string region, string operation, string purpose, AnswerBound bound, Func<StoreClient, Task<T>> call,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var attempts = StoreClient.Begin(bound);
        try
        {
            var answer = await call(Client(region)).ConfigureAwait(false);
            Tell("ok");
            return answer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = WireErrors.Translate(e, WireService.S3.SigningName, operation, region);
            Tell(failure.ErrorCode ?? failure.Kind.ToString());
            throw failure;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }

        void Tell(string outcome) => options.OnCall?.Invoke(new AwsCallRecord(
            WireService.S3.SigningName, operation, region, purpose, Stopwatch.GetElapsedTime(started), Math.Max(0, attempts.Count - 1),
            outcome));
    }

    /// <summary>Removes S3's escapes: a space is a plus sign (Amazon S3 API reference, ListObjectsV2: encoding-type).</summary>
    private static string Decode(ListObjectsV2Response page, string text) =>
        page.Encoding == EncodingType.Url ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;

    private string RegionOf(string bucket) => _regions.GetValueOrDefault(bucket, home.SystemName);

    private StoreClient Client(string region) => _clients.GetOrAdd(
        region, name => new Lazy<StoreClient>(() => new StoreClient(
            credentials, StoreClient.ConfigFor(options, profileName, RegionEndpoint.GetBySystemName(name), _http)))).Value;

    private AwsCallException Failed(AwsErrorKind kind, string message, string operation, string bucket) => new(kind, message)
    {
        Service = WireService.S3.SigningName,
        Operation = operation,
        Region = RegionOf(bucket),
    };
}
