using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>
/// Decides which requests fail. The same seed and rules give the same faults, region by region, however the requests of the regions
/// interleave.
/// </summary>
public sealed class FaultInjector(IReadOnlyList<FaultRule> rules, int seed)
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);

    private int _total;

    /// <summary>Returns the fault for this request; null for none.</summary>
    public FaultKind? Next(string operation, string region)
    {
        var request = Interlocked.Increment(ref _total);
        if (rules.Count == 0) return null;
        var number = _requests.AddOrUpdate($"{region}/{operation}", 1, static (_, count) => count + 1);
        for (var i = 0; i < rules.Count; i++)
        {
            if (!rules[i].Matches(operation, region, request)) continue;
            if (rules[i].Probability >= 1 || new Random(Mix(seed, i, region, number)).NextDouble() < rules[i].Probability)
                return rules[i].Kind;
        }

        return null;
    }

    private static int Mix(int seed, int rule, string region, int number)
    {
        // Not string.GetHashCode, because its result differs between processes.
        var hash = unchecked(((uint)seed * 2654435761u) ^ ((uint)rule * 40503u) ^ ((uint)number * 2246822519u));
        foreach (var c in region) hash = unchecked((hash ^ c) * 16777619u);
        return unchecked((int)hash);
    }
}
