using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// DuckDB as the engine of Athena's SQL. What Trino has and DuckDB lacks, or does in another way, is a macro; a test compares each with the
/// results that Trino documents.
/// </summary>
public sealed class DuckDbAthena : IDisposable
{
    /// <summary>The macros.</summary>
    public static readonly string[] Macros =
    [
        "CREATE MACRO element_at(a, i) AS list_extract(a, i)",
        "CREATE MACRO cardinality(a) AS len(a)",
        "CREATE MACRO array_join(a, d) AS array_to_string(a, d)",
        "CREATE MACRO json_format(j) AS CAST(j AS VARCHAR)",
        // Trino returns NULL for text that is not JSON, and writes a name with other characters in brackets.
        "CREATE MACRO json_extract(j, p) AS CASE WHEN json_valid(j) "
            + "THEN json_extract_path(CAST(j AS JSON), replace(replace(p, '[\"', '.\"'), '\"]', '\"')) END",
    ];

    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    public DuckDbAthena()
    {
        _connection.Open();
        foreach (var macro in Macros) Execute(macro);
    }

    /// <summary>The query that ran last.</summary>
    public string? LastQuery { get; private set; }

    /// <summary>Makes the table <c>trails.records</c> as Athena's reader of JSON shows records: names in lower case.</summary>
    public void Load(IEnumerable<JsonObject> records, bool hasFunctions = true)
    {
        Execute("CREATE SCHEMA trails");
        Execute("CREATE TABLE raw (j JSON)");
        foreach (var record in records)
        {
            using var insert = _connection.CreateCommand();
            insert.CommandText = "INSERT INTO raw VALUES ($1)";
            insert.Parameters.Add(new DuckDBParameter(record.ToJsonString()));
            insert.ExecuteNonQuery();
        }

        var scope = hasFunctions
            ? $", inscopeof := struct_pack(issuertype := {Text("userIdentity.inScopeOf.issuerType")}, "
                + $"credentialsissuedto := {Text("userIdentity.inScopeOf.credentialsIssuedTo")})"
            : "";
        Execute($"""
            CREATE TABLE trails.records AS SELECT
            struct_pack(type := {Text("userIdentity.type")}, arn := {Text("userIdentity.arn")}, sessioncontext := struct_pack(sessionissuer :=
              struct_pack(arn := {Text("userIdentity.sessionContext.sessionIssuer.arn")}))
              {scope}) AS useridentity,
            {Text("eventTime")} AS eventtime, {Text("eventSource")} AS eventsource, {Text("eventName")} AS eventname,
            {Text("awsRegion")} AS awsregion, {Text("errorCode")} AS errorcode, {Text("eventID")} AS eventid,
            {Text("recipientAccountId")} AS recipientaccountid,
            CAST(json_extract_path(j, '$.requestParameters') AS VARCHAR) AS requestparameters,
            (SELECT list(struct_pack(
              arn := coalesce(json_extract_string(e.x, '$.ARN'), json_extract_string(e.x, '$.arn')),
              arnprefix := coalesce(json_extract_string(e.x, '$.ARNPrefix'), json_extract_string(e.x, '$.arnPrefix'))))
              FROM (SELECT unnest(CAST(json_extract_path(j, '$.resources') AS JSON[])) AS x) e) AS resources,
            {Text("recipientAccountId")} AS account, {Text("awsRegion")} AS region,
            replace(substr({Text("eventTime")}, 1, 10), '-', '/') AS day
            FROM raw
            """);
    }

    /// <summary>Returns the first value of a query's only row.</summary>
    public object? Value(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        var value = command.ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>Runs a query of the Sandbox's Athena.</summary>
    public Task<AthenaAnswer> AnswerAsync(AthenaQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query.Text;
        using var command = _connection.CreateCommand();
        command.CommandText = query.Text;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), "varchar")).ToList();
        var rows = new List<IReadOnlyList<string?>>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        }

        return Task.FromResult(new AthenaAnswer(columns, rows, 5_000_000_000));
    }

    public void Dispose() => _connection.Dispose();

    private static string Text(string path) => $"json_extract_string(j, '$.{path}')";

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
