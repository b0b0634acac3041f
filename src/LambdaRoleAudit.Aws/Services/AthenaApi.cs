using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>Athena in one region (API 2017-05-18): JSON 1.1.</summary>
internal sealed class AthenaApi(WireClient client) : IAthenaApi
{
    /// <summary>The maximum size of a page (Amazon Athena API reference, GetQueryResults: MaxResults 1 to 1000).</summary>
    private const int PageSize = 1000;

    /// <inheritdoc/>
    public Task<string> StartQueryAsync(AthenaQuery query, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object>
        {
            ["QueryString"] = query.Sql,
            ["QueryExecutionContext"] = new { query.Database, Catalog = "AwsDataCatalog" },
            // The same for the SDK's retries of this request, so that a lost response does not start a second query.
            ["ClientRequestToken"] = Guid.NewGuid().ToString(),
        };
        if (query.WorkGroup is not null) body["WorkGroup"] = query.WorkGroup;
        if (query.OutputLocation is not null) body["ResultConfiguration"] = new { query.OutputLocation };
        return client.CallAsync(
            Request("StartQueryExecution", "usage of execution roles", body), answer => Required(answer, "QueryExecutionId"),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AthenaQueryState> GetQueryAsync(string queryId, CancellationToken cancellationToken) => client.CallAsync(
        Request("GetQueryExecution", $"state of query {queryId}", new { QueryExecutionId = queryId }), ReadState, cancellationToken);

    /// <inheritdoc/>
    public Task<AthenaPage> GetResultsAsync(string queryId, string? nextToken, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object> { ["QueryExecutionId"] = queryId, ["MaxResults"] = PageSize };
        if (nextToken is not null) body["NextToken"] = nextToken;
        return client.CallAsync(Request("GetQueryResults", $"results of query {queryId}", body), ReadPage, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopQueryAsync(string queryId, CancellationToken cancellationToken) => client.CallAsync(
        Request("StopQueryExecution", $"stop query {queryId}", new { QueryExecutionId = queryId }),
        body => AnswerJson.Bytes(body).Length, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, string Type)>> GetColumnsAsync(
        string database, string table, CancellationToken cancellationToken) => client.CallAsync(
        Request(
            "GetTableMetadata", $"columns of table {database}.{table}",
            new { CatalogName = "AwsDataCatalog", DatabaseName = database, TableName = table }),
        ReadColumns, cancellationToken);

    private static WireRequest Request(string operation, string purpose, object body) =>
        new(operation, purpose) { Body = JsonSerializer.SerializeToUtf8Bytes(body) };

    private static string Required(Stream body, string name)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.AnswerText(name) is { Length: > 0 } text ? text : throw Missing(name);
    }

    private static AthenaQueryState ReadState(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        var query = json.RootElement.AnswerObject("QueryExecution") ?? throw Missing("QueryExecution");
        var status = query.AnswerObject("Status") ?? throw Missing("Status");
        return new AthenaQueryState(
            status.AnswerText("State") ?? throw Missing("State"), status.AnswerText("StateChangeReason"),
            query.AnswerObject("Statistics")?.AnswerLargeNumber("DataScannedInBytes") ?? 0);
    }

    private static AthenaPage ReadPage(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        var results = json.RootElement.AnswerObject("ResultSet") ?? throw Missing("ResultSet");
        return new AthenaPage(
            [.. results.RequiredItems("Rows").Select(row =>
                (IReadOnlyList<string?>)[.. row.RequiredItems("Data").Select(value => value.AnswerText("VarCharValue"))])],
            json.RootElement.AnswerText("NextToken") is { Length: > 0 } next ? next : null);
    }

    private static IReadOnlyList<(string Name, string Type)> ReadColumns(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        var table = json.RootElement.AnswerObject("TableMetadata") ?? throw Missing("TableMetadata");
        return [.. table.RequiredItems("Columns").Concat(table.AnswerItems("PartitionKeys")).Select(column =>
            (column.AnswerText("Name") ?? throw Missing("Name"), column.AnswerText("Type") ?? ""))];
    }

    private static JsonException Missing(string name) => new($"The response has no {name}.");
}
