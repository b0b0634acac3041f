using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Keeps a session under Lambda's request quotas: a token bucket for each region and quota class. A session has one
/// account. What else uses the account's quota is not known here; the SDK's retries meet that.
/// </summary>
internal sealed class RequestQuotas : IDisposable
{
    private readonly ConcurrentDictionary<(string Region, QuotaClass Class), TokenBucketRateLimiter> _buckets = new();

    /// <summary>Waits until the request may be sent.</summary>
    public async ValueTask WaitAsync(string region, QuotaClass quota, CancellationToken cancellationToken)
    {
        var bucket = _buckets.GetOrAdd((region, quota), static key => Bucket(RequestsPerSecond(key.Class)));
        using var lease = await bucket.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
    }

    private static int RequestsPerSecond(QuotaClass quota) => quota == QuotaClass.GetFunction ? 100 : 15;

    private static TokenBucketRateLimiter Bucket(int perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = perSecond,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / perSecond),
        QueueLimit = int.MaxValue,
        AutoReplenishment = true,
    });

    public void Dispose()
    {
        foreach (var bucket in _buckets.Values) bucket.Dispose();
    }
}
