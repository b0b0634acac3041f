using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>The records that a source has read, and what it could not read.</summary>
public sealed record UsageEvidence
{
    /// <summary>The calls.</summary>
    public required UsageCollector Calls { get; init; }

    /// <summary>The source.</summary>
    public required UsageSource Source { get; init; }

    /// <summary>The start of the period that was read, in UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the period that was read, in UTC.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The regions whose records were read.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } = [];

    /// <summary>The regions that were asked for and could not be read, or have no records.</summary>
    public IReadOnlyCollection<string> UnreadRegions { get; init; } = [];

    /// <summary>The regions that were read and have no record of any principal, or no folder in the bucket of the trail.</summary>
    public IReadOnlyCollection<string> RegionsWithoutRecords { get; init; } = [];

    /// <summary>True if the trail logs all regions; null if this is not known.</summary>
    public bool? IsMultiRegion { get; init; }

    /// <summary>True if the records of every region that the account can use were read.</summary>
    public bool CoversAllRegions { get; init; }

    /// <summary>The days without any record.</summary>
    public IReadOnlyCollection<DateOnly> DaysWithoutRecords { get; init; } = [];

    /// <summary>The event selectors of the trail; null if they are not known.</summary>
    public TrailSelectors? Selectors { get; init; }

    /// <summary>What could not be read, as texts. The problems were reported when they occurred.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
