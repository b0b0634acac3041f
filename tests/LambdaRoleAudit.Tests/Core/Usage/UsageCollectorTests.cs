using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Core.Usage;

/// <summary>A call counts for the function that made it, and for nobody else.</summary>
public class UsageCollectorTests
{
    private const string Role = "arn:aws:iam::111122223333:role/team/shared-role";
    private const string Orders = "arn:aws:lambda:eu-west-1:111122223333:function:orders";
    private const string Twin = "arn:aws:lambda:us-east-1:111122223333:function:orders";
    private const string Mail = "arn:aws:lambda:eu-west-1:111122223333:function:mail";

    [Fact]
    public void A_call_counts_for_the_function_that_CloudTrail_names()
    {
        var calls = Collect(Record("orders", function: Mail + ":$LATEST"));
        Assert.Equal([Mail], calls.Functions.Keys);
        Assert.Empty(calls.Unattributed);
        var permission = Assert.Single(calls.Functions[Mail].Permissions());
        Assert.Equal(
            ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders", 1, 0),
            (permission.Action, permission.ResourceArn, permission.Count, permission.DeniedCount));
        Assert.Equal(UsageAttribution.FunctionArn, permission.Attribution);
    }

    [Fact]
    public void A_session_name_counts_if_the_role_trusts_Lambda_alone()
    {
        var permission = Assert.Single(Collect(Record("mail")).Functions[Mail].Permissions());
        Assert.Equal(UsageAttribution.SessionName, permission.Attribution);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void Otherwise_anybody_could_have_chosen_the_name(bool? trustsLambdaAlone)
    {
        var calls = Collect(Record("mail"), trustsLambdaAlone);
        Assert.Empty(calls.Functions);
        Assert.Equal([Role], calls.Unattributed.Keys);
    }

    [Fact]
    public void A_session_name_of_two_functions_counts_for_both_and_says_so()
    {
        var calls = Collect(Record("orders"));
        Assert.Equal([Orders, Twin], calls.Functions.Keys.Order());
        Assert.All(
            calls.Functions.Values, log => Assert.Equal(UsageAttribution.SharedSessionName, Assert.Single(log.Permissions()).Attribution));
    }

    [Theory]
    [InlineData("i-0123456789abcdef0")]
    [InlineData("deleted-function")]
    public void Another_session_of_the_role_is_unattributed(string session)
    {
        var calls = Collect(Record(session));
        Assert.Empty(calls.Functions);
        Assert.Single(calls.Unattributed[Role].Permissions());
    }

    [Fact]
    public void A_role_of_the_same_name_in_another_account_is_another_role() =>
        AssertNothing(Collect(Record("mail").Replace("111122223333", "444455556666", StringComparison.Ordinal)));

    [Fact]
    public void The_copy_of_a_record_that_the_owner_of_the_resource_receives_does_not_count() => AssertNothing(Collect(
        Record("mail").Replace(
            "\"recipientAccountId\":\"111122223333\"", "\"recipientAccountId\":\"444455556666\"", StringComparison.Ordinal)));

    [Fact]
    public void A_record_in_the_parameters_of_another_counts_for_nobody()
    {
        var outer = JsonNode.Parse(Record("someone", role: "other-role"))!;
        outer["requestParameters"] = JsonNode.Parse(Record("mail", function: Mail));
        outer["responseElements"] = new JsonObject { ["Records"] = new JsonArray(JsonNode.Parse(Record("mail", function: Mail))) };
        AssertNothing(Collect(outer.ToJsonString()));
    }

    [Fact]
    public void However_the_record_is_written_it_counts_the_same()
    {
        var expected = Only(Collect(Record("mail", function: Mail)));
        foreach (var text in Rewritten(Record("mail", function: Mail))) Assert.Equal(expected, Only(Collect(text)));
    }

    [Fact]
    public void Denied_calls_are_counted_apart_and_prove_no_use()
    {
        var record = JsonNode.Parse(Record("mail", function: Mail))!;
        record["errorCode"] = "AccessDenied";
        var permission = Assert.Single(Collect(record.ToJsonString()).Functions[Mail].Permissions());
        Assert.Equal((0, 1), (permission.Count, permission.DeniedCount));
    }

    [Theory]
    [InlineData("2026-06-30T23:59:59Z", false)]
    [InlineData("2026-07-01T00:00:00Z", true)]
    [InlineData("2026-07-01T23:59:59Z", true)]
    [InlineData("2026-07-02T00:00:00Z", false)]
    public void Only_the_period_counts(string time, bool isIn)
    {
        var start = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
        var scope = Scope(true, start, start.AddDays(1));
        var calls = Collect(scope, Record("mail", function: Mail).Replace("2026-07-01T00:08:19Z", time, StringComparison.Ordinal));
        Assert.Equal(isIn, calls.Functions.Count == 1);
    }

    [Fact]
    public void Many_resources_of_a_kind_become_one_pattern_in_any_order()
    {
        var records = Enumerable.Range(0, ActivityLog.MostResources + 20).Select(i => Record(
            "mail", function: Mail, table: $"table-{i}")).ToList();
        var whole = Only(Collect(Scope(true), [.. records]));
        var halves = records.Chunk(300).Select(chunk => Collect(Scope(true), chunk)).Reverse().ToList();
        foreach (var half in halves.Skip(1)) halves[0].Merge(half);
        Assert.Equal(whole, Only(halves[0]));
        Assert.Contains("table/*", whole, StringComparison.Ordinal);
        Assert.Contains("(520)", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_containers_become_one_pattern_in_any_order()
    {
        var records = Enumerable.Range(0, ActivityLog.MostResources + 20).Select(i => Record("mail", function: Mail)
            .Replace("dynamodb.amazonaws.com", "s3.amazonaws.com", StringComparison.Ordinal)
            .Replace("GetItem", "GetObject", StringComparison.Ordinal)
            .Replace("arn:aws:dynamodb:eu-west-1:111122223333:table/orders", $"arn:aws:s3:::bucket-{i}/key", StringComparison.Ordinal)
            .Replace("\"tableName\":\"orders\"", $"\"bucketName\":\"bucket-{i}\",\"key\":\"key\"", StringComparison.Ordinal)).ToList();
        var whole = Only(Collect(Scope(true), [.. records]));
        var halves = records.Chunk(300).Select(chunk => Collect(Scope(true), chunk)).Reverse().ToList();
        foreach (var half in halves.Skip(1)) halves[0].Merge(half);
        Assert.Equal(whole, Only(halves[0]));
        Assert.Equal("s3:GetObject on arn:aws:s3:::* (520)", whole);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("lines")]
    [InlineData("list")]
    [InlineData("lookup-events")]
    [InlineData("utf-16")]
    [InlineData("gzip")]
    public void A_file_can_have_any_form(string form)
    {
        string[] records = [Record("mail", function: Mail), Record("i-1", role: "other-role"), Record("mail", function: Orders)];
        var page = $$"""{"Records":[{{string.Join(",\n", records)}}]}""";
        var bytes = form switch
        {
            "lines" => Encoding.UTF8.GetBytes(string.Join('\n', records)),
            "list" => Encoding.UTF8.GetBytes($"[{string.Join(',', records)}]"),
            "lookup-events" => Encoding.UTF8.GetBytes(new JsonObject
            {
                ["Events"] = new JsonArray([.. records.Select(record => new JsonObject
                {
                    ["EventId"] = "1", ["Username"] = "mail", ["CloudTrailEvent"] = record,
                })]),
            }.ToJsonString()),
            "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(page)],
            "gzip" => Zip(page),
            _ => Encoding.UTF8.GetBytes(page),
        };
        var calls = new UsageCollector(Scope(true));
        var content = TrailStream.Read(new MemoryStream(bytes), calls, TestContext.Current.CancellationToken);
        Assert.Equal(TrailContentKind.Records, content.Kind);
        Assert.Equal([Mail, Orders], calls.Functions.Keys.Order());
        Assert.All(calls.Functions.Values, log => Assert.Equal(1, Assert.Single(log.Permissions()).Count));
        Assert.Equal([new DateOnly(2026, 7, 1)], calls.Days);
    }

    [Theory]
    [InlineData("""{"awsAccountId":"111122223333","digestStartTime":"x","logFiles":[{"s3Bucket":"b"}]}""", TrailContentKind.Digest)]
    [InlineData("""{"Records":[{"eventCategory":"Insight","eventType":"AwsCloudTrailInsight"}]}""", TrailContentKind.Insight)]
    [InlineData("""{"TrailARN":"x","EventSelectors":[{"ReadWriteType":"All"}]}""", TrailContentKind.Selectors)]
    [InlineData("""{"trailList":[]}""", TrailContentKind.Trail)]
    [InlineData("""{"Functions":[]}""", TrailContentKind.Account)]
    [InlineData("""[{"FunctionName":"a"}]""", TrailContentKind.Account)]
    [InlineData("", TrailContentKind.Empty)]
    [InlineData("hello", TrailContentKind.Other)]
    [InlineData("""{"a":1}""", TrailContentKind.Other)]
    public void Another_file_is_known_by_its_content(string text, TrailContentKind kind) => Assert.Equal(
        kind,
        TrailStream.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), new UsageCollector(Scope(true)), TestContext.Current.CancellationToken).Kind);

    [Fact]
    public void An_insight_event_before_records_hides_none_of_them()
    {
        var calls = new UsageCollector(Scope(true));
        var text = $"{{\"eventVersion\":\"1.07\",\"eventCategory\":\"Insight\"}}\n{Record("mail", function: Mail)}";
        var content = TrailStream.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), calls, TestContext.Current.CancellationToken);
        Assert.Equal(new TrailContent(TrailContentKind.Records), content);
        Assert.Equal([Mail], calls.Functions.Keys);
    }

    [Fact]
    public void A_record_that_EventBridge_passed_on_counts()
    {
        var calls = Collect($$"""{"source":"aws.dynamodb","detail":{{Record("mail", function: Mail)}}}""");
        Assert.Equal([Mail], calls.Functions.Keys);
    }

    [Theory]
    [InlineData("\"eventTime\":\"2026-07-01T00:08:19Z\"", "\"eventTime\":1782864499")]
    [InlineData("\"eventTime\":\"2026-07-01T00:08:19Z\"", "\"eventTime\":\"2026-07-01 00:08:19\"")]
    [InlineData("\"userIdentity\"", "\"identity\"")]
    public void A_record_of_interest_that_cannot_be_read_is_counted_as_damaged(string from, string to)
    {
        var calls = new UsageCollector(Scope(true));
        var name = to.Contains("identity", StringComparison.Ordinal) ? "\"name\"" : "\"eventName\"";
        var broken = Record("mail", function: Mail).Replace(from, to, StringComparison.Ordinal)
            .Replace("\"eventName\"", name, StringComparison.Ordinal);
        var text = $$"""{"Records":[{"eventName":"x"},{{broken}},{{Record("mail", function: Mail)}}]}""";
        var content = TrailStream.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), calls, TestContext.Current.CancellationToken);
        Assert.Equal(1, content.DamagedRecords);
        Assert.Equal([Mail], calls.Functions.Keys);
    }

    [Fact]
    public void A_network_activity_event_is_not_a_second_call() => AssertNothing(Collect(
        Record("mail", function: Mail).Replace("AwsApiCall", "AwsVpceEvent", StringComparison.Ordinal)));

    [Fact]
    public void A_record_without_an_identity_or_deep_in_brackets_loses_no_other()
    {
        var deep = $$"""{"eventName":"x","deep":{{new string('[', 500)}}{{new string(']', 500)}}}""";
        var text = $$"""{"Records":[{"eventName":"x"},{{deep}},{{Record("mail", function: Mail)}}]}""";
        var calls = new UsageCollector(Scope(true));
        TrailStream.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), calls, TestContext.Current.CancellationToken);
        Assert.Equal([Mail], calls.Functions.Keys);
    }

    [Fact]
    public void A_file_that_is_cut_keeps_what_is_before_the_cut()
    {
        var noise = string.Join(',', Enumerable.Repeat(Record("x"), 2000));
        var whole = Zip($$"""{"Records":[{{Record("mail", function: Mail)}},{{noise}}]}""");
        var calls = new UsageCollector(Scope(true));
        Assert.Throws<InvalidDataException>(() =>
            TrailStream.Read(new MemoryStream(whole[..(whole.Length / 2)]), calls, TestContext.Current.CancellationToken));
        Assert.Equal([Mail], calls.Functions.Keys);
    }

    private static void AssertNothing(UsageCollector calls)
    {
        Assert.Empty(calls.Functions);
        Assert.Empty(calls.Unattributed);
    }

    private static string Only(UsageCollector calls) => string.Join('\n', Assert.Single(calls.Functions.Values).Permissions());

    private static IEnumerable<string> Rewritten(string record)
    {
        var node = JsonNode.Parse(record)!.AsObject();
        yield return node.ToJsonString(new() { WriteIndented = true });
        yield return new JsonObject(node.Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();
        yield return record.Replace("/", "\\/", StringComparison.Ordinal);
        yield return record.Replace("assumed-role", "\\u0061ssumed\\u002drole", StringComparison.Ordinal)
            .Replace("inScopeOf", "in\\u0053copeOf", StringComparison.Ordinal);
    }

    private static byte[] Zip(string text)
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static UsageScope Scope(bool? trustsLambdaAlone, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        new([new RoleInScope(Role, [Orders, Twin, Mail], trustsLambdaAlone)], from, to);

    private static UsageCollector Collect(string record, bool? trustsLambdaAlone = true) => Collect(Scope(trustsLambdaAlone), record);

    /// <summary>Reads records as a file of them is read, after one that is not of interest.</summary>
    private static UsageCollector Collect(UsageScope scope, params string[] records)
    {
        var calls = new UsageCollector(scope);
        var text = $$"""{"Records":[{"eventName":"x"},{{string.Join(',', records)}}]}""";
        TrailStream.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), calls, TestContext.Current.CancellationToken);
        return calls;
    }

    private static string Record(string session, string? function = null, string role = "shared-role", string table = "orders")
    {
        var scope = function is null
            ? ""
            : $$""","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"{{function}}"}""";
        return $$$"""
            {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE123:{{{session}}}","arn":"arn:aws:sts::111122223333:assumed-role/{{{role}}}/{{{session}}}","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/team/{{{role}}}","accountId":"111122223333","userName":"{{{role}}}"}}{{{scope}}}},"eventTime":"2026-07-01T00:08:19Z","eventSource":"dynamodb.amazonaws.com","eventName":"GetItem","awsRegion":"eu-west-1","requestParameters":{"tableName":"{{{table}}}"},"responseElements":null,"eventID":"11111111-2222-4333-8444-555555555555","resources":[{"accountId":"111122223333","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:eu-west-1:111122223333:table/{{{table}}}"}],"eventType":"AwsApiCall","recipientAccountId":"111122223333","eventCategory":"Data"}
            """;
    }
}
