using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Keeps a session below the request quotas of Lambda and CloudTrail, with a token bucket for each region and quota class. A session has
/// one account. Other uses of the account's quota are not known here; the SDK's retries handle them.
/// </summary>
internal sealed class RequestQuotas : IDisposable
{
    private readonly ConcurrentDictionary<(string Region, QuotaClass Class), TokenBucketRateLimiter> _buckets = new();

    // One timer for all regions: waiting requests are sent together, and the thread pool is idle in between. Separate timers would wake it
    // for every request of every region.
    private readonly Timer _clock;

    public RequestQuotas() => _clock = new Timer(_ => Replenish(), null, Period(QuotaClass.Control), Period(QuotaClass.Control));

    /// <summary>Waits until the request may be sent.</summary>
    public async ValueTask WaitAsync(string region, QuotaClass quota, CancellationToken cancellationToken)
    {
        var bucket = _buckets.GetOrAdd((region, quota), static key => Bucket(key.Class));
        using var lease = await bucket.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
    }

    private static int RequestsPerSecond(QuotaClass quota) => quota switch
    {
        QuotaClass.GetFunction => 100,
        QuotaClass.LookupEvents => 2,
        _ => 15,
    };

    private static TimeSpan Period(QuotaClass quota) => TimeSpan.FromSeconds(1.0 / RequestsPerSecond(quota));

    private static TokenBucketRateLimiter Bucket(QuotaClass quota) => new(new TokenBucketRateLimiterOptions
    {
        // Without a burst for event history: its second is short, and a refused request costs more than the wait.
        TokenLimit = quota == QuotaClass.LookupEvents ? 1 : RequestsPerSecond(quota),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = Period(quota),
        QueueLimit = int.MaxValue,
        AutoReplenishment = false,
    });

    /// <summary>Refills every bucket for the time since it was last refilled.</summary>
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
