using System.Globalization;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Where CloudTrail puts its files in a bucket (AWS CloudTrail user guide, "Finding your CloudTrail log files" and "CloudTrail log file
/// examples"): <c>prefix/AWSLogs/o-organization/account/CloudTrail/region/year/month/day/</c>. Digest and insight files are in folders of
/// their own beside <c>CloudTrail/</c>.
/// <para>The date of a folder, and the time in a file's name, are those of the delivery. CloudTrail delivers a record about five minutes
/// after the call, which is not guaranteed. So files are read that were delivered from the start of the period to one hour after its end.
/// Records outside the period do not count.</para>
/// </summary>
internal static class TrailLayout
{
    /// <summary>The folder of all logs of AWS in a bucket.</summary>
    public const string Logs = "AWSLogs/";

    /// <summary>How long after a call its record may be delivered.</summary>
    public static readonly TimeSpan Delivery = TimeSpan.FromHours(1);

    /// <summary>Returns the folder <c>AWSLogs/</c>, for a prefix as people write it.</summary>
    public static string Root(string? prefix)
    {
        var parts = (prefix ?? "").Trim('/');
        if (parts == "AWSLogs" || parts.EndsWith("/AWSLogs", StringComparison.Ordinal)) parts = parts[..^7].TrimEnd('/');
        return parts.Length == 0 ? Logs : $"{parts}/{Logs}";
    }

    /// <summary>Returns the folder of one account's records, with its regions.</summary>
    public static string Account(string root, string? organization, string accountId) =>
        organization is null ? $"{root}{accountId}/CloudTrail/" : $"{root}{organization}/{accountId}/CloudTrail/";

    /// <summary>Returns the folder of one day.</summary>
    public static string Day(string account, string region, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{account}{region}/{day:yyyy}/{day:MM}/{day:dd}/");

    /// <summary>Returns the days on which records of a period can have been delivered.</summary>
    public static IEnumerable<DateOnly> Days(DateTimeOffset from, DateTimeOffset to)
    {
        var last = DateOnly.FromDateTime((to + Delivery).UtcDateTime);
        for (var day = DateOnly.FromDateTime(from.UtcDateTime); day <= last; day = day.AddDays(1)) yield return day;
    }

    /// <summary>Returns true if a file can have records of a period.</summary>
    public static bool IsWanted(string key, DateTimeOffset from, DateTimeOffset to)
    {
        if (!key.EndsWith(".json.gz", StringComparison.Ordinal) && !key.EndsWith(".json", StringComparison.Ordinal)) return false;
        // The name has minutes, and a file that was delivered in the first minute can have records of it.
        return Delivered(key) is not { } time || (time > from - TimeSpan.FromMinutes(1) && time <= to + Delivery);
    }

    /// <summary>
    /// Returns the time in <c>111122223333_CloudTrail_eu-west-1_20260701T0015Z_unique.json.gz</c>; null if the name has another form.
    /// </summary>
    private static DateTimeOffset? Delivered(string key)
    {
        var parts = key[(key.LastIndexOf('/') + 1)..].Split('_');
        return parts.Length >= 5 && DateTimeOffset.TryParseExact(
            parts[3], "yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
