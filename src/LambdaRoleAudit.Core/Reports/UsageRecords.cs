using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Says which records a usage is from, and which of them are missing.</summary>
internal static class UsageRecords
{
    /// <summary>Returns the sentences: the first says what was read, and the others what was not.</summary>
    public static IEnumerable<string> Sentences(LambdaRoleUsage usage)
    {
        yield return Read(usage);
        foreach (var gap in Gaps(usage)) yield return gap;
    }

    /// <summary>Returns what was read: source, period and regions.</summary>
    public static string Read(LambdaRoleUsage usage)
    {
        var source = usage.Source switch
        {
            UsageSource.Files => "files",
            UsageSource.Trail => "the S3 bucket of a trail",
            UsageSource.EventHistory => "event history, which has management events only",
            UsageSource.Athena => "a table in Athena",
            _ => usage.Source.ToString(),
        };
        var period = usage is { From: { } from, To: { } to }
            ? FormattableString.Invariant($", from {from.UtcDateTime:yyyy-MM-dd HH:mm} to {to.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
        var regions = usage.LogRegions.Count == 0 ? "" : $", of {HtmlText.Count(usage.LogRegions.Count, "region")}: "
            + string.Join(", ", usage.LogRegions);
        return $"CloudTrail records of account {usage.AccountId} from {source}{period}{regions}.";
    }

    /// <summary>Returns what was not read, or has no records: why something that is not seen can have been used.</summary>
    public static IEnumerable<string> Gaps(LambdaRoleUsage usage)
    {
        if (usage.UnreadLogRegions.Count > 0)
            yield return $"Regions whose records were not read: {string.Join(", ", usage.UnreadLogRegions)}.";
        if (!usage.CoversAllRegions) yield return "Calls in other regions are not in the records.";
        if (usage.RegionsWithoutRecords.Count > 0)
            yield return $"Regions without records of any principal: {string.Join(", ", usage.RegionsWithoutRecords)}.";
        if (usage.DaysWithoutRecords.Count > 0)
            yield return $"{HtmlText.Count(usage.DaysWithoutRecords.Count, "day")} without records: "
                + $"{string.Join(", ", usage.DaysWithoutRecords)}.";
        if (usage.Unread.Count > 0) yield return $"Not read: {string.Join("; ", usage.Unread)}.";
        else if (!usage.IsComplete) yield return "Something could not be read; what was used is incomplete.";
    }
}
