namespace LambdaRoleAudit.Policies;

/// <summary>The keys that tell a request's time. They tell one time, so their values must agree.</summary>
internal static class RequestTimes
{
    /// <summary>Of a role: twelve hours, in ticks.</summary>
    private const long LongestSession = TimeSpan.TicksPerHour * 12;

    private const string Now = "aws:CurrentTime";
    private const string Epoch = "aws:EpochTime";
    private const string Issued = "aws:TokenIssueTime";

    /// <summary>Pairs of which one may be changed to agree with the other, which stays.</summary>
    public static readonly (string Given, string Other)[] Pairs =
        [(Now, Issued), (Issued, Now), (Epoch, Issued), (Now, Epoch), (Epoch, Now)];

    /// <summary>From when to when the other key's time may be; null where the given one has no value.</summary>
    public static (long First, long Last)? SpanOf(string given, string other, Dictionary<string, IReadOnlyList<string>> values)
    {
        if (!values.TryGetValue(given, out var time) || !ConditionValues.TryDate(time[0], out var ticks)) return null;
        (long before, long after) = other == Issued ? (LongestSession, 0L) : given == Issued ? (0L, LongestSession) : (0L, 0L);
        return (Math.Max(DateTime.MinValue.Ticks, ticks - before),
            ticks > DateTime.MaxValue.Ticks - after ? DateTime.MaxValue.Ticks : ticks + after);
    }

    /// <summary>The time in seconds is the time, and a session is no older than twelve hours and not of tomorrow.</summary>
    public static bool AreTogether(Dictionary<string, IReadOnlyList<string>> values)
    {
        if (Ticks(Now) is not { } now) return true;
        if (Ticks(Epoch) is { } epoch && epoch != now) return false;
        return Ticks(Issued) is not { } issued || (issued <= now && now - issued <= LongestSession);

        long? Ticks(string key) =>
            values.TryGetValue(key, out var value) && value.Count == 1 && ConditionValues.TryDate(value[0], out var ticks) ? ticks : null;
    }

    /// <summary>A time that the request is about.</summary>
    public static string? TimeOf(Dictionary<string, IReadOnlyList<string>> values) =>
        new[] { Now, Epoch, Issued }.Select(values.GetValueOrDefault).FirstOrDefault(time => time is { Count: 1 })?[0];

    public static bool IsTokenTime(string key) => key.Equals(Issued, StringComparison.OrdinalIgnoreCase);
}
