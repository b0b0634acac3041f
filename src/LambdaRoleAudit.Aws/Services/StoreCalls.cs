using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon;
using Amazon.Runtime;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>
/// Calls S3 through the SDK's own client, with a client for each region: a bucket can be in any region, and S3 tells which one when it
/// refuses the wrong one.
/// </summary>
internal abstract class StoreCalls(
    AwsSessionOptions options, AWSCredentials credentials, string? profileName, RegionEndpoint home, bool isPerRead) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<StoreClient>> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly WireHttp _http = new(options.RequestTimeout, isPerRead);

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            if (client.IsValueCreated) client.Value.Dispose();
        _http.Dispose();
    }

    /// <summary>Records the region of a bucket.</summary>
    protected void Learn(string bucket, string region) => _regions[bucket] = region;

    protected async Task<T> CallAsync<T>(
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

    protected string RegionOf(string bucket) => _regions.GetValueOrDefault(bucket, home.SystemName);

    private StoreClient Client(string region) => _clients.GetOrAdd(
        region, name => new Lazy<StoreClient>(() => new StoreClient(
            credentials, StoreClient.ConfigFor(options, profileName, RegionEndpoint.GetBySystemName(name), _http)))).Value;

    protected AwsCallException Failed(AwsErrorKind kind, string message, string operation, string bucket) => new(kind, message)
    {
        Service = WireService.S3.SigningName,
        Operation = operation,
        Region = RegionOf(bucket),
    };
}
