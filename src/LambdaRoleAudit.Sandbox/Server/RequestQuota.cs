using System.Collections.Concurrent;
using System.Diagnostics;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>
/// Enforces Lambda's control-plane quotas, per account, region and class (Lambda developer guide, "Lambda quotas"), and CloudTrail's: "The
/// rate of lookup requests is limited to two per second, per account, per Region" (CloudTrail API reference, LookupEvents).
/// </summary>
/// <param name="lookups">The lookup requests per second.</param>
public sealed class RequestQuota(double lookups)
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Class), Bucket> _buckets = new();

    /// <summary>Returns false if the caller has used up its requests.</summary>
    public bool TryTake(string account, string region, string operation)
    {
        (string Name, double Rate) quota = operation switch
        {
            "LookupEvents" => ("LookupEvents", lookups),
            "GetFunction" => ("GetFunction", 100),
            "GetPolicy" => ("GetPolicy", 15),
            _ => ("Control", 15),
        };
        return _buckets.GetOrAdd((account, region, quota.Name), _ => new Bucket(quota.Rate)).TryTake();
    }

    private sealed class Bucket(double rate)
    {
        private double _tokens = Math.Max(1, rate);
        private long _last = Stopwatch.GetTimestamp();

        public bool TryTake()
        {
            lock (this)
            {
                var now = Stopwatch.GetTimestamp();
                _tokens = Math.Min(Math.Max(1, rate), _tokens + (Stopwatch.GetElapsedTime(_last, now).TotalSeconds * rate));
                _last = now;
                if (_tokens < 1) return false;
                _tokens--;
                return true;
            }
        }
    }
}
