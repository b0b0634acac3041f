namespace LambdaRoleAudit.Usage;

/// <summary>Reads one file of CloudTrail records from a stream, gzip or not, in any of the forms in which people have them.</summary>
public static class TrailStream
{
    /// <summary>Reads the records into a collector.</summary>
    /// <param name="stream">The file's content.</param>
    /// <param name="collector">Receives the records of interest.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="InvalidDataException">The content is damaged. Records before the damage were collected.</exception>
    public static TrailContent Read(Stream stream, UsageCollector collector, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}

/// <summary>What a file contained.</summary>
/// <param name="Kind">The kind of the file.</param>
/// <param name="FirstRecord">The time of the earliest record, in UTC; null if there is none.</param>
/// <param name="LastRecord">The time of the latest record, in UTC; null if there is none.</param>
public sealed record TrailContent(TrailContentKind Kind, DateTimeOffset? FirstRecord, DateTimeOffset? LastRecord);

/// <summary>The kind of a file.</summary>
public enum TrailContentKind
{
    /// <summary>CloudTrail records.</summary>
    Records,

    /// <summary>A digest file: hashes of other files.</summary>
    Digest,

    /// <summary>Insight events.</summary>
    Insight,

    /// <summary>Neither.</summary>
    Other,
}
