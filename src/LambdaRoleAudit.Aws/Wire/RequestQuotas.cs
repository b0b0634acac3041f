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

    // One clock for all regions: requests that wait go out together, and the thread pool sleeps in between. A clock for each
    // wakes it for every request of every region.
    private readonly Timer _clock;

    public RequestQuotas() => _clock = new Timer(_ => Replenish(), null, Period(QuotaClass.Control), Period(QuotaClass.Control));

    /// <summary>Waits until the request may be sent.</summary>
    public async ValueTask WaitAsync(string region, QuotaClass quota, CancellationToken cancellationToken)
    {
        var bucket = _buckets.GetOrAdd((region, quota), static key => Bucket(key.Class));
        using var lease = await bucket.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
    }

    private static int RequestsPerSecond(QuotaClass quota) => quota == QuotaClass.GetFunction ? 100 : 15;

    private static TimeSpan Period(QuotaClass quota) => TimeSpan.FromSeconds(1.0 / RequestsPerSecond(quota));

    private static TokenBucketRateLimiter Bucket(QuotaClass quota) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = RequestsPerSecond(quota),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = Period(quota),
        QueueLimit = int.MaxValue,
        AutoReplenishment = false,
    });

    /// <summary>Gives every bucket what the time since its last gift is worth.</summary>
    private void Replenish()
    {
        foreach (var bucket in _buckets.Values) bucket.TryReplenish();
    }

    public void Dispose()
    {
        _clock.Dispose();
        foreach (var bucket in _buckets.Values) bucket.Dispose();
    }
}
