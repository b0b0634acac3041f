namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Random numbers that depend only on a seed and a place, so that any part of a workload can be made alone.</summary>
internal static class Dice
{
    /// <summary>Returns a number that is the same for the same values.</summary>
    public static ulong Mix(params ReadOnlySpan<long> values)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var value in values)
        {
            hash = unchecked((hash ^ (ulong)value) * 0xBF58476D1CE4E5B9UL);
            hash ^= hash >> 29;
            hash = unchecked(hash * 0x94D049BB133111EBUL);
            hash ^= hash >> 32;
        }

        return hash;
    }

    /// <summary>Returns a number below the limit.</summary>
    public static int Below(int limit, params ReadOnlySpan<long> values) => (int)(Mix(values) % (ulong)limit);
}
