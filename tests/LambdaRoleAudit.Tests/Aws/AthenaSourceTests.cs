using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;
using AthenaQuery = LambdaRoleAudit.Sandbox.State.AthenaQuery;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>The Athena query, unchanged, on DuckDB behind the Sandbox's Athena: the same usage as from the records themselves.</summary>
public sealed class AthenaSourceTests : IDisposable
{
    private const string Identity =
        "struct<type:string,principalid:string,arn:string,accountid:string,sessioncontext:struct<attributes:struct<mfaauthenticated:string>,sessionissuer:struct<type:string,arn:string,username:string>>{0}>";

    private const string Functions = ",inscopeof:struct<issuertype:string,credentialsissuedto:string>";

    private static readonly NpmPackage Parser = new("dt-sql-parser", "4.5.1");

    private static readonly AthenaSource Source = new("trails", "records", null, "s3://results/here/");

    private readonly DuckDbAthena _engine = new();
    private readonly ReadingLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Trino's documented results (Trino documentation, "Array functions", "String functions", "JSON functions", …).</summary>
    [Theory]
    [InlineData("element_at(['a', 'b'], 1)", "a")]
    [InlineData("element_at(['a', 'b'], 2)", "b")]
    [InlineData("element_at(['a', 'b'], 3)", null)]
    [InlineData("element_at(['a', 'b'], -1)", "b")]
    [InlineData("element_at(CAST(NULL AS VARCHAR[]), 1)", null)]
    [InlineData("cardinality(['a', 'b'])", "2")]
    [InlineData("cardinality(CAST(NULL AS VARCHAR[]))", null)]
    [InlineData("array_join(['a', NULL, 'b'], ' ')", "a b")]
    [InlineData("concat_ws(chr(10), 'a', NULL, 'b')", "a\nb")]
    [InlineData("concat_ws(' ', NULL, NULL)", "")]
    [InlineData("substr('2026-07-01T00:00:00Z', 1, 10)", "2026-07-01")]
    [InlineData("strpos('a/b', '/')", "2")]
    [InlineData("strpos('ab', '/')", "0")]
    [InlineData("lpad('7', 2, '0')", "07")]
    [InlineData("nullif('', '')", null)]
    [InlineData("lower('S3')", "s3")]
    [InlineData("'a' || NULL", null)]
    [InlineData("json_format(json_extract('{\"a\":{\"b\":[1,2]}}', '$.a'))", "{\"b\":[1,2]}")]
    [InlineData("json_format(json_extract('{\"a\":\"text\"}', '$.a'))", "\"text\"")]
    [InlineData("json_format(json_extract('{\"x-y\":true}', '$[\"x-y\"]'))", "true")]
    [InlineData("json_format(json_extract('{\"a\":1}', '$.b'))", null)]
    [InlineData("json_format(json_extract('{not json', '$.a'))", null)]
    [InlineData("json_format(json_extract(NULL, '$.a'))", null)]
    [InlineData("(SELECT array_join(min(v, 3), ' ') FROM (VALUES ('d'), ('b'), (NULL), ('a'), ('c')) t(v))", "a b c")]
    public void A_function_gives_what_Trino_documents(string expression, string? expected) =>
        Assert.Equal(expected, _engine.Value($"SELECT CAST({expression} AS VARCHAR)"));

    [Fact]
    public async Task The_query_gives_what_the_records_give()
    {
        var records = TrailRecords.Make();
        _engine.Load(records);
        await using var server = await StartAsync();
        var (evidence, reader) = await ReadAsync(server);
        _log.AssertClean();
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
        Assert.Equal(
            (UsageSource.Athena, TrailRecords.Start, TrailRecords.End), (evidence.Source, evidence.From!.Value, evidence.To!.Value));
        Assert.Equal(TrailRecords.Regions, evidence.Regions);
        Assert.Empty(evidence.DaysWithoutRecords);
        Assert.Equal(5_000_000_000, reader.BytesScanned);
        Assert.Contains(_log.Progress, progress => progress.Current.Contains("5.0 GB scanned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_column_calls_count_by_the_name_of_the_session()
    {
        var records = TrailRecords.Make();
        _engine.Load(records, hasFunctions: false);
        await using var server = await StartAsync(hasFunctions: false);
        var (evidence, _) = await ReadAsync(server);
        Assert.Equal(["AthenaTableWithoutFunctions"], _log.Unread.Select(problem => problem.ErrorId));
        foreach (var record in records) record["userIdentity"]!.AsObject().Remove("inScopeOf");
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
    }

    [Fact]
    public async Task Days_and_regions_without_records_are_named()
    {
        var hole = DateOnly.FromDateTime(TrailRecords.Start.AddDays(1).UtcDateTime);
        _engine.Load(TrailRecords.Make().Where(record => !TrailRecords.IsOn(record, hole)));
        await using var server = await StartAsync();
        using var session = await OpenAsync(server);
        var evidence = await new AthenaReader(session.Athena("us-east-1"), TrailRecords.Scope, _log)
            .ReadAsync(Source, TrailRecords.Account, [.. TrailRecords.Regions, "ap-south-1"], Token);
        Assert.Equal([hole], evidence.DaysWithoutRecords);
        Assert.Equal(["ap-south-1"], evidence.RegionsWithoutRecords);
    }

    [Fact]
    public async Task A_failed_query_tells_Athenas_reason()
    {
        await using var server = await StartAsync((_, _) => Task.FromResult(AthenaAnswer.Failed("HIVE_BAD_DATA: Malformed JSON")));
        using var session = await OpenAsync(server);
        var e = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(server));
        Assert.Equal("AthenaQueryFailed", e.Problem.ErrorId);
        Assert.Contains("HIVE_BAD_DATA: Malformed JSON", e.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deny:StartQueryExecution", "AccessDenied")]
    [InlineData("deny:GetTableMetadata", "AccessDenied")]
    [InlineData("expired:GetQueryExecution", "ExpiredToken")]
    [InlineData("deny:GetQueryResults", "AccessDenied")]
    public async Task A_failed_call_ends_the_reading_with_its_error(string fault, string id)
    {
        _engine.Load(TrailRecords.Make());
        await using var server = await StartAsync(fault: fault);
        Assert.Equal(id, (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(server))).Problem.ErrorId);
    }

    [Fact]
    public async Task A_cancelled_query_is_stopped()
    {
        var stopped = new TaskCompletionSource();
        await using var server = await StartAsync(async (_, token) =>
        {
            await using var registration = token.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new UnreachableException();
        });
        using var session = await OpenAsync(server);
        using var stop = new CancellationTokenSource();
        _log.At = progress =>
        {
            if (progress.Current.Contains("running", StringComparison.Ordinal)) stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new AthenaReader(session.Athena("us-east-1"), TrailRecords.Scope, _log)
                .ReadAsync(Source, TrailRecords.Account, TrailRecords.Regions, stop.Token));
        Assert.Equal(1, server.Calls[("StopQueryExecution", "us-east-1")]);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Theory]
    [InlineData("records; DROP TABLE x")]
    [InlineData("re\"cords")]
    [InlineData("a.b")]
    [InlineData("")]
    public async Task A_name_that_could_be_SQL_is_refused(string table)
    {
        await using var server = await StartAsync();
        using var session = await OpenAsync(server);
        foreach (var source in new[] { Source with { Table = table }, Source with { Database = table } })
        {
            var e = await Assert.ThrowsAsync<ProblemException>(() => new AthenaReader(session.Athena("us-east-1"), TrailRecords.Scope, _log)
                .ReadAsync(source, TrailRecords.Account, TrailRecords.Regions, Token));
            Assert.Equal("AthenaNameInvalid", e.Problem.ErrorId);
        }

        Assert.DoesNotContain(server.Calls, call => call.Key.Item1 == "StartQueryExecution");
    }

    [Fact]
    public async Task A_table_of_something_else_is_refused()
    {
        await using var server = await StartAsync(columns: [("id", "string"), ("eventtime", "timestamp")]);
        var e = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(server));
        Assert.Equal("AthenaTableUnfit", e.Problem.ErrorId);
        Assert.Contains("useridentity", e.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_parser_of_Trino_accepts_the_query_and_one_of_Hive_the_table()
    {
        await Parser.RequireAsync();
        var from = TrailRecords.Start;
        string[] queries =
        [
            Query([]),
            Query([("account", "string"), ("region", "string"), ("timestamp", "string")]),
            Query([("year", "string"), ("month", "string"), ("day", "string")]),
            Query([("day", "string")], hasFunctions: false),
        ];
        var definition = AthenaTable.Definition(
            "trails", "records", "logs-bucket", "a/b", "o-abcde12345", [TrailRecords.Account], TrailRecords.Regions,
            new DateOnly(2026, 1, 1));
        var lines = queries.Select(sql => JsonSerializer.Serialize(new { dialect = "trino", sql }))
            .Append(JsonSerializer.Serialize(new { dialect = "hive", sql = definition }))
            .Append(JsonSerializer.Serialize(new { dialect = "trino", sql = $"{queries[0]} GROUP" }));
        var file = Path.Combine(Parser.Folder, "statements.txt");
        await File.WriteAllLinesAsync(file, lines, Token);
        var (code, output, errors) =
            await Programs.RunAsync("node", [Path.Combine(AppContext.BaseDirectory, "Peers", "sql_check.mjs"), Parser.Folder, file]);
        Assert.True(code == 0, errors);
        var results = output.Trim().Split('\n');
        Assert.All(results[..^1], result => Assert.Equal("[]", result));
        Assert.NotEqual("[]", results[^1]);

        string Query((string, string)[] partitions, bool hasFunctions = true) => AthenaSql.Query(
            Source, AthenaShape.Of("records", [.. Columns(hasFunctions), .. partitions]), TrailRecords.Scope, TrailRecords.Account,
            TrailRecords.Regions, from, TrailRecords.End);
    }

    [Fact]
    public void The_definition_has_what_the_documented_one_lacks_and_fits_the_query()
    {
        var definition = AthenaTable.Definition(
            "trails", "records", "logs-bucket", "it's", null, [TrailRecords.Account], TrailRecords.Regions, new DateOnly(2026, 1, 2));
        Assert.Contains("s3://logs-bucket/it\\'s/AWSLogs/${account}/CloudTrail/${region}/${day}", definition, StringComparison.Ordinal);
        Assert.Contains("'projection.day.range' = '2026/01/02,NOW'", definition, StringComparison.Ordinal);
        Assert.Contains("'projection.region.values' = 'eu-west-1,us-east-1'", definition, StringComparison.Ordinal);
        var body = definition[..definition.IndexOf("PARTITIONED BY", StringComparison.Ordinal)];
        Assert.Contains("inscopeof: STRUCT<", body, StringComparison.Ordinal);
        Assert.Contains("arnprefix: STRING", body, StringComparison.Ordinal);
        Assert.Throws<ProblemException>(() => AthenaTable.Definition("a`b", "t", "b", null, null, [], [], default));
    }

    [Fact]
    public void A_query_with_thousands_of_roles_is_not_longer_than_Athena_takes()
    {
        foreach (var count in new[] { 1, 300, 1000, 5000 }) Assert.InRange(SizeOf(count), 1000, 262_144);
        Assert.True(SizeOf(300) > SizeOf(1) + (300 * 60), "The roles are not in the query.");
    }

    private static int SizeOf(int count)
    {
        var roles = Enumerable.Range(0, count)
            .Select(i => new RoleInScope($"arn:aws:iam::123456789012:role/role-number-{i}", [$"{TrailRecords.Orders}-{i}"], true)).ToList();
        var sql = AthenaSql.Query(
            Source, AthenaShape.Of("records", Columns(true)), new UsageScope(roles, null, null), TrailRecords.Account, TrailRecords.Regions,
            TrailRecords.Start, TrailRecords.End);
        return System.Text.Encoding.UTF8.GetByteCount(sql);
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>The table as GetTableMetadata returns it.</summary>
    internal static JsonObject Table((string Name, string Type)[]? columns = null)
    {
        return new JsonObject
        {
            ["Name"] = "records",
            ["TableType"] = "EXTERNAL_TABLE",
            ["Columns"] = Array(columns ?? Columns(hasFunctions: true)),
            ["PartitionKeys"] = Array([("account", "string"), ("region", "string"), ("day", "string")]),
        };

        static JsonArray Array((string Name, string Type)[] columns) =>
            [.. columns.Select(column => new JsonObject { ["Name"] = column.Name, ["Type"] = column.Type })];
    }

    private static (string Name, string Type)[] Columns(bool hasFunctions) =>
    [
        ("useridentity", Identity.Replace("{0}", hasFunctions ? Functions : "", StringComparison.Ordinal)), ("eventtime", "string"),
        ("eventsource", "string"), ("eventname", "string"), ("awsregion", "string"), ("errorcode", "string"), ("eventid", "string"),
        ("recipientaccountid", "string"), ("requestparameters", "string"),
        ("resources", "array<struct<arn:string,arnprefix:string,accountid:string,type:string>>"),
    ];

    private Task<SandboxServer> StartAsync(
        Func<AthenaQuery, CancellationToken, Task<AthenaAnswer>>? engine = null, bool hasFunctions = true, string? fault = null,
        (string Name, string Type)[]? columns = null)
    {
        var state = Estate.Rule();
        var athena = state.Accounts.Values.Single().Athena;
        athena.Engine = engine ?? _engine.AnswerAsync;
        athena.Tables["trails.records"] = Table(columns ?? Columns(hasFunctions));
        return Sandboxes.StartAsync(state, fault);
    }

    private async Task<(UsageEvidence Evidence, AthenaReader Reader)> ReadAsync(SandboxServer server)
    {
        using var session = await OpenAsync(server);
        var reader = new AthenaReader(session.Athena("us-east-1"), TrailRecords.Scope, _log);
        return (await reader.ReadAsync(Source, TrailRecords.Account, TrailRecords.Regions, Token), reader);
    }

    private static Task<IAwsSession> OpenAsync(SandboxServer server) => new AwsGateway().OpenAsync(
        new AwsSessionOptions
        {
            Keys = new AwsKeys(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null), EndpointUrl = server.Url,
        }, Token);
}
