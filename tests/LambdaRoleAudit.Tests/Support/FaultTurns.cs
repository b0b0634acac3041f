namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Which calls fail in which way. Each case of the strategy Used takes more than a second, so a refused call and a lost answer take every
/// third call each, and what fails from a call on (+) every fifth; where they begin is another place in each run of CI. With REPAIR_FAULTS,
/// each call fails in each way, and every third from there on.
/// </summary>
internal static class FaultTurns
{
    /// <summary>Returns the numbers of the calls that fail. One after the other, they are even and odd.</summary>
    public static IEnumerable<int> Of(string fault, int calls)
    {
        var isThorough = Environment.GetEnvironmentVariable("REPAIR_FAULTS") is not null;
        var step = (fault.EndsWith('+'), isThorough) switch
        {
            (true, true) => 3,
            (true, false) => 5,
            (false, true) => 1,
            (false, false) => 3,
        };
        var turn = TestEnvironment.IsCi ? Random.Shared.Next(step) : 0;
        var first = 1 + ((turn + (fault.StartsWith("lost", StringComparison.Ordinal) ? 1 : 0)) % step);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: from call {first}, every {step}");
        for (var number = first; number <= calls; number += step) yield return number;
    }
}
