namespace LambdaRoleAudit.Usage;

/// <summary>A table of CloudTrail records in Athena, and how it is queried.</summary>
/// <param name="Database">The database.</param>
/// <param name="Table">The table.</param>
/// <param name="WorkGroup">The workgroup; null for the default.</param>
/// <param name="OutputLocation">The S3 location of the results; null if the workgroup sets it.</param>
public sealed record AthenaSource(string Database, string Table, string? WorkGroup, string? OutputLocation);
