using System.Collections.Concurrent;
using System.Diagnostics;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>Enforces Lambda's control-plane quotas, per account, region and class (Lambda developer guide, "Lambda quotas").</summary>
public sealed class RequestQuota
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Class), Bucket> _buckets = new();

    /// <summary>Returns false if the caller has used up its requests.</summary>
    public bool TryTake(string account, string region, string operation)
    {
        var (name, rate) = operation switch
        {
            "GetFunction" => ("GetFunction", 100),
            "GetPolicy" => ("GetPolicy", 15),
            _ => ("Control", 15),
        };
        return _buckets.GetOrAdd((account, region, name), _ => new Bucket(rate)).TryTake();
    }

    private sealed class Bucket(int rate)
    {
        private double _tokens = rate;
        private long _last = Stopwatch.GetTimestamp();

        public bool TryTake()
        {
            lock (this)
            {
                var now = Stopwatch.GetTimestamp();
                _tokens = Math.Min(rate, _tokens + (Stopwatch.GetElapsedTime(_last, now).TotalSeconds * rate));
                _last = now;
                if (_tokens < 1) return false;
                _tokens--;
                return true;
            }
        }
    }
}
