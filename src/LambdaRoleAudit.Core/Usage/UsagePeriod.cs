namespace LambdaRoleAudit.Usage;

/// <summary>The period of the records.</summary>
public static class UsagePeriod
{
    /// <summary>The longest period whose days are listed one by one: ten years.</summary>
    private const int LongestInDays = 3660;

    /// <summary>
    /// Returns the days, in UTC, without any record, from the first day of a period to its last. A trail may have been off on them.
    /// </summary>
    /// <param name="days">The days with records.</param>
    /// <param name="from">The start of the period, included; null if it is not known.</param>
    /// <param name="to">The end of the period, excluded; null if it is not known.</param>
    public static IReadOnlyList<DateOnly> DaysWithout(IReadOnlySet<DateOnly> days, DateTimeOffset? from, DateTimeOffset? to)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (from is not { } start || to is not { } end || end <= start) return [];
        var first = DateOnly.FromDateTime(start.UtcDateTime);
        var count = DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1)).DayNumber - first.DayNumber + 1;
        return [.. Enumerable.Range(0, Math.Min(count, LongestInDays)).Select(first.AddDays).Where(day => !days.Contains(day))];
    }
}
