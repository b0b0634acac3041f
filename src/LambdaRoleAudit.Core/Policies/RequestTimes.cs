namespace LambdaRoleAudit.Policies;

/// <summary>The keys for the time of a request. They describe one time, so their values must agree.</summary>
internal static class RequestTimes
{
    /// <summary>The maximum duration of a role's session: twelve hours, in ticks.</summary>
    private const long LongestSession = TimeSpan.TicksPerHour * 12;

    private const string Now = "aws:CurrentTime";
    private const string Epoch = "aws:EpochTime";
    private const string Issued = "aws:TokenIssueTime";

    /// <summary>Pairs of keys of which one can be changed to agree with the other, which stays.</summary>
    public static readonly (string Given, string Other)[] Pairs =
        [(Now, Issued), (Issued, Now), (Epoch, Issued), (Now, Epoch), (Epoch, Now)];

    /// <summary>Returns the range of times of the other key; null if the given key has no value.</summary>
    public static (long First, long Last)? SpanOf(string given, string other, Dictionary<string, IReadOnlyList<string>> values)
    {
        if (!values.TryGetValue(given, out var time) || !ConditionValues.TryDate(time[0], out var ticks)) return null;
        (long before, long after) = other == Issued ? (LongestSession, 0L) : given == Issued ? (0L, LongestSession) : (0L, 0L);
        return (Math.Max(DateTime.MinValue.Ticks, ticks - before),
            ticks > DateTime.MaxValue.Ticks - after ? DateTime.MaxValue.Ticks : ticks + after);
    }

    /// <summary>
    /// Checks that the time in seconds is the same time, and that a session is not older than twelve hours and not in the future.
    /// </summary>
    public static bool AreTogether(Dictionary<string, IReadOnlyList<string>> values)
    {
        if (Ticks(Now) is not { } now) return true;
        if (Ticks(Epoch) is { } epoch && epoch != now) return false;
        return Ticks(Issued) is not { } issued || (issued <= now && now - issued <= LongestSession);

        long? Ticks(string key) =>
            values.TryGetValue(key, out var value) && value.Count == 1 && ConditionValues.TryDate(value[0], out var ticks) ? ticks : null;
    }

    /// <summary>Returns the time of the request.</summary>
    public static string? TimeOf(Dictionary<string, IReadOnlyList<string>> values) =>
        new[] { Now, Epoch, Issued }.Select(values.GetValueOrDefault).FirstOrDefault(time => time is { Count: 1 })?[0];

    public static bool IsTokenTime(string key) => key.Equals(Issued, StringComparison.OrdinalIgnoreCase);
}
