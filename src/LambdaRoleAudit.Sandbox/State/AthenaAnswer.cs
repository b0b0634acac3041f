namespace LambdaRoleAudit.Sandbox.State;

/// <summary>The result of a query: its columns and rows, without the header.</summary>
/// <param name="Columns">The name and Athena type of each column.</param>
/// <param name="Rows">The values as Athena writes them; null for NULL.</param>
/// <param name="DataScannedInBytes">How much data the query read.</param>
public sealed record AthenaAnswer(
    IReadOnlyList<(string Name, string Type)> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long DataScannedInBytes = 0)
{
    /// <summary>The reason of a failure; null if the query succeeded.</summary>
    public string? Failure { get; init; }

    /// <summary>Returns the answer of a query that failed.</summary>
    public static AthenaAnswer Failed(string reason) => new([], []) { Failure = reason };
}
