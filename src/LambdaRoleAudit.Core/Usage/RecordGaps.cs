namespace LambdaRoleAudit.Usage;

/// <summary>Days without records: the trail may have been off.</summary>
internal static class RecordGaps
{
    /// <summary>Returns the days of a period, in UTC, without any record. A day that has just begun can have none yet.</summary>
    /// <param name="days">The days with records.</param>
    /// <param name="from">The start of the period.</param>
    /// <param name="to">The end of the period.</param>
    /// <param name="now">The time of the reading.</param>
    public static IReadOnlyList<DateOnly> Of(IReadOnlySet<DateOnly> days, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var end = now - TrailLayout.Delivery < to ? now - TrailLayout.Delivery : to;
        var gaps = new List<DateOnly>();
        var last = DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1));
        for (var day = DateOnly.FromDateTime(from.UtcDateTime); day <= last; day = day.AddDays(1))
            if (!days.Contains(day)) gaps.Add(day);
        return gaps;
    }

    /// <summary>Returns days as text: those that follow one another as a range.</summary>
    public static string Text(IEnumerable<DateOnly> days)
    {
        var ranges = new List<(DateOnly First, DateOnly Last)>();
        foreach (var day in days.Distinct().Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last.AddDays(1) == day) ranges[^1] = (ranges[^1].First, day);
            else ranges.Add((day, day));
        }

        return string.Join(", ", ranges.Select(range => range.First == range.Last
            ? FormattableString.Invariant($"{range.First:yyyy-MM-dd}")
            : FormattableString.Invariant($"{range.First:yyyy-MM-dd} to {range.Last:yyyy-MM-dd}")));
    }
}
