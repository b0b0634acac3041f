namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Which calls fail in which way. Each case of the strategy Used takes more than a second, so a refused call and a lost answer take turns,
/// and each call fails in one of them; with REPAIR_FAULTS, in both. What fails from a call on (+) fails at the later calls too, so every
/// third of these calls is enough.
/// </summary>
internal static class FaultTurns
{
    /// <summary>Returns the numbers of the calls that fail.</summary>
    public static IEnumerable<int> Of(string fault, int calls)
    {
        var isThorough = Environment.GetEnvironmentVariable("REPAIR_FAULTS") is not null;
        var (first, step) = (fault.EndsWith('+'), isThorough) switch
        {
            (true, true) => (1, 3),
            (true, false) => (1, 6),
            (false, true) => (1, 1),
            (false, false) => (fault.StartsWith("lost", StringComparison.Ordinal) ? 2 : 1, 2),
        };
        for (var number = first; number <= calls; number += step) yield return number;
    }
}
