namespace LambdaRoleAudit.Repair;

/// <summary>How moved functions are watched.</summary>
public sealed record WatchOptions
{
    /// <summary>
    /// "CloudTrail typically delivers logs within an average of about 5 minutes of an API call. This time is not guaranteed" (AWS
    /// CloudTrail user guide, "How CloudTrail works"). Event history: "within 15 minutes" (AWS CloudTrail FAQs).
    /// </summary>
    public static readonly TimeSpan Delivery = TimeSpan.FromMinutes(15);

    /// <summary>The longest watch. A shell that is open for longer is not reliable: a schedule is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Returns true if functions can be watched for this time.</summary>
    public static bool IsValid(TimeSpan duration) => duration > TimeSpan.Zero && duration <= Longest;

    /// <summary>How long to watch.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The time between two reads. With it, a denied call is found within a minute after its record can be read.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far each read looks back: a record can arrive later than others, so twice the time of delivery.</summary>
    public TimeSpan LookBack { get; init; } = 2 * Delivery;

    /// <summary>How far the last read looks back, for records that arrive very late.</summary>
    public TimeSpan LastLookBack { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The time between two reads of CloudWatch, whose data has a resolution of a minute.</summary>
    public TimeSpan MetricInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of reads in a row without any region after which the watch ends: it would see nothing.</summary>
    public int MostBlindReads { get; init; } = 3;
}
