using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>
/// Decides which requests go wrong: the same seed and rules, the same faults, region by region, however the regions'
/// requests interleave.
/// </summary>
public sealed class FaultInjector(IReadOnlyList<FaultRule> rules, int seed)
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);

    private int _total;

    /// <summary>The fault that this request meets; null for none.</summary>
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
        // Not string.GetHashCode: that differs from process to process.
        var hash = unchecked(((uint)seed * 2654435761u) ^ ((uint)rule * 40503u) ^ ((uint)number * 2246822519u));
        foreach (var c in region) hash = unchecked((hash ^ c) * 16777619u);
        return unchecked((int)hash);
    }
}
