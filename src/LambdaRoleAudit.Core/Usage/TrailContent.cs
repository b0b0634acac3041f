namespace LambdaRoleAudit.Usage;

/// <summary>What a file contained.</summary>
/// <param name="Kind">The kind of the content.</param>
/// <param name="DamagedRecords">The number of records of interest that could not be read.</param>
public sealed record TrailContent(TrailContentKind Kind, int DamagedRecords = 0);
