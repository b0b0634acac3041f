namespace LambdaRoleAudit.Ports;

/// <summary>The Athena operations that Core needs, in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface IAthenaApi
{
    /// <summary>Starts a query and returns its id (StartQueryExecution).</summary>
    Task<string> StartQueryAsync(AthenaQuery query, CancellationToken cancellationToken);

    /// <summary>Returns the state of a query (GetQueryExecution).</summary>
    Task<AthenaQueryState> GetQueryAsync(string queryId, CancellationToken cancellationToken);

    /// <summary>Returns a page of results (GetQueryResults). The first row of the first page has the names of the columns.</summary>
    Task<AthenaPage> GetResultsAsync(string queryId, string? nextToken, CancellationToken cancellationToken);

    /// <summary>Stops a query (StopQueryExecution).</summary>
    Task StopQueryAsync(string queryId, CancellationToken cancellationToken);

    /// <summary>Returns the columns of a table and their types, in order (GetTableMetadata, catalog AwsDataCatalog).</summary>
    Task<IReadOnlyList<(string Name, string Type)>> GetColumnsAsync(string database, string table, CancellationToken cancellationToken);
}

/// <summary>A query for Athena.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Database">The database.</param>
/// <param name="WorkGroup">The workgroup; null for the default.</param>
/// <param name="OutputLocation">The S3 location of the results; null if the workgroup sets it.</param>
public sealed record AthenaQuery(string Sql, string Database, string? WorkGroup, string? OutputLocation);

/// <summary>The state of a query.</summary>
/// <param name="State"><c>QUEUED</c>, <c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c> or <c>CANCELLED</c>.</param>
/// <param name="Reason">The reason for the state; null if there is none.</param>
/// <param name="BytesScanned">The data that was scanned, in bytes.</param>
public sealed record AthenaQueryState(string State, string? Reason, long BytesScanned);

/// <summary>A page of results.</summary>
/// <param name="Rows">The rows; a null value is null.</param>
/// <param name="NextToken">The token of the next page; null for the last.</param>
public sealed record AthenaPage(IReadOnlyList<IReadOnlyList<string?>> Rows, string? NextToken);
