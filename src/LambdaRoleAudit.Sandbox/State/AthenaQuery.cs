namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A query for the engine behind the Sandbox's Athena.</summary>
/// <param name="Text">The SQL.</param>
/// <param name="Catalog">The data catalog.</param>
/// <param name="Database">The database; null if the request does not name one.</param>
/// <param name="Parameters">The values of the question marks in the SQL.</param>
/// <param name="WorkGroup">The workgroup.</param>
/// <param name="AccountId">The caller's account.</param>
/// <param name="Region">The region.</param>
public sealed record AthenaQuery(
    string Text, string Catalog, string? Database, IReadOnlyList<string> Parameters, string WorkGroup, string AccountId, string Region);
