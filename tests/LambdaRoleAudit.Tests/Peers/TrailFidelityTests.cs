using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.Faults;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The Sandbox's CloudTrail, S3, Athena and last-accessed report are right if AWS's own clients and moto agree.</summary>
public class TrailFidelityTests
{
    private static readonly DateTimeOffset Now = new(DateTimeOffset.UtcNow.Year, 11, 26, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Moto_lists_and_reads_the_same_objects_alike()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync();
        await using var moto = await MotoServer.StartAsync();
        var ours = (await Python.RunAsync("s3_listing.py", server.Url)).EnumerateArray().ToList();
        var theirs = (await Python.RunAsync("s3_listing.py", moto.Url)).EnumerateArray().ToList();
        Assert.True(ours.Count > 40);
        Assert.Equal(theirs.Select(line => line.ToString()), ours.Select(line => line.ToString()));
    }

    [Fact]
    public async Task Boto3_reads_trails_event_history_queries_and_last_accessed()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.EventHistoryNow = Now;
        var account = state.Accounts.Values.Single();
        account.Trails.Add(new TrailState
        {
            Name = "whole", AccountId = account.AccountId, HomeRegion = "us-east-1", S3BucketName = "logs",
            Selectors = TrailSelectors.OfBasic("""[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]"""),
        });
        account.Trails.Add(new TrailState
        {
            Name = "selected", AccountId = account.AccountId, HomeRegion = "us-east-1", S3BucketName = "logs", IsMultiRegionTrail = false,
            Selectors = TrailSelectors.OfTypes("AWS::DynamoDB::Table"),
        });
        for (var i = 0; i < 130; i++)
        {
            // Ten are older than 90 days.
            var time = Now.AddDays(i < 120 ? -1 : -91).AddMinutes(i);
            account.Region("us-east-1").History.Add(Record(time, i % 2 == 0 ? "orders-intake" : "other"));
        }

        account.Athena.Engine = AnswerAsync;
        account.Athena.Tables["default.cloudtrail"] = new JsonObject
        {
            ["Name"] = "cloudtrail", ["TableType"] = "EXTERNAL_TABLE",
            ["Columns"] = new JsonArray(new JsonObject { ["Name"] = "eventversion", ["Type"] = "string" }),
        };
        account.Roles["order-events-role"].InlinePolicies["logs"] =
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}}""";
        account.LastAccessed["arn:aws:iam::123456789012:role/orders/order-events-role"] =
        [
            new("dynamodb", Now, "eu-west-1", new Dictionary<string, DateTimeOffset?> { ["PutItem"] = null, ["GetItem"] = Now }),
            // No policy allows this service any more.
            new("sqs", Now, "eu-west-1", new Dictionary<string, DateTimeOffset?>()),
        ];
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Assert.Equal("ok", (await Python.RunAsync("trail_check.py", server.Url)).GetString());
    }

    [Fact]
    public async Task Lookups_are_limited_to_two_a_second_in_each_region()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync();
        var (exit, _, errors) = await ScriptAsync(server, """
            for region in ("us-east-1", "eu-west-1"):
                client = boto3.client("cloudtrail", region_name=region, config=ONCE)
                codes = []
                for _ in range(6):
                    codes.append(code(client.lookup_events))
                assert codes[:2] == [None, None] and "ThrottlingException" in codes, codes
            """);
        Assert.True(exit == 0, errors);
    }

    [Fact]
    public async Task A_record_is_readable_after_its_delay()
    {
        var state = Estate.Rule();
        state.EventHistoryNow = Now;
        state.EventHistoryDelay = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        var history = state.Accounts.Values.Single().Region("us-east-1").History;
        for (var minute = 1; minute <= 30; minute++) history.Add(Record(Now.AddMinutes(-minute), "orders-intake"));
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(state);
        var (code, output, errors) = await Python.CliAsync(
            server.Url, "cloudtrail", "lookup-events", "--query", "Events[].EventTime", "--output", "json");
        Assert.True(code == 0, errors);
        var ages = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(AgeOf).ToList();
        Assert.True(ages.TrueForAll(age => age >= TimeSpan.FromMinutes(5)), output);
        Assert.Equal(16, ages.Count(age => age >= TimeSpan.FromMinutes(15)));
        Assert.InRange(ages.Count, 17, 25);

        static TimeSpan AgeOf(JsonElement time) => Now - (time.ValueKind == JsonValueKind.Number
            ? DateTimeOffset.UnixEpoch.AddSeconds(time.GetDouble())
            : DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_bucket_refuses_loses_and_redirects()
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        var bucket = state.AddBucket("logs", "eu-west-1", SandboxCredential.Default.AccountId);
        foreach (var key in new[] { "AWSLogs/1/a", "AWSLogs/1/b", "AWSLogs/2/c" }) bucket.Put(key, "content"u8.ToArray(), Now);
        bucket.DeniedPrefixes.Add("AWSLogs/2/");
        bucket.Vanished.Add("AWSLogs/1/b");
        state.AddBucket("theirs", "us-east-1", "210987654321").Put("k", [1], Now);
        state.AddBucket("ours", "us-east-1", "210987654321").Readers.Add(SandboxCredential.Default.AccountId);
        await using var server = await Sandboxes.StartAsync(state);
        var (exit, _, errors) = await ScriptAsync(server, """
            s3 = boto3.client("s3", region_name="eu-west-1", config=ONCE)
            keys = [item["Key"] for item in s3.list_objects_v2(Bucket="logs")["Contents"]]
            assert keys == ["AWSLogs/1/a", "AWSLogs/1/b", "AWSLogs/2/c"], keys
            assert s3.get_object(Bucket="logs", Key="AWSLogs/1/a")["Body"].read() == b"content"
            assert code(s3.get_object, Bucket="logs", Key="AWSLogs/1/b") == "NoSuchKey"
            assert code(s3.get_object, Bucket="logs", Key="AWSLogs/2/c") == "AccessDenied"
            assert code(s3.list_objects_v2, Bucket="logs", Prefix="AWSLogs/2/") == "AccessDenied"
            us = boto3.client("s3", region_name="us-east-1", config=ONCE)
            assert code(us.list_objects_v2, Bucket="theirs") == "AccessDenied"
            assert us.list_objects_v2(Bucket="ours")["KeyCount"] == 0
            # boto3 follows the redirect to the bucket's region.
            assert us.list_objects_v2(Bucket="logs", MaxKeys=1)["KeyCount"] == 1
            assert us.get_bucket_location(Bucket="logs")["LocationConstraint"] == "eu-west-1"
            wrong = boto3.client("s3", region_name="us-east-1", aws_secret_access_key="wrong", aws_access_key_id="AKIASANDBOXSANDBOX00")
            assert code(wrong.list_objects_v2, Bucket="ours") == "SignatureDoesNotMatch"
            """);
        Assert.True(exit == 0, errors);
    }

    [Theory]
    [InlineData("cloudtrail:DescribeTrails", "cloudtrail.lookup_events()", "AccessDeniedException")]
    [InlineData("s3:ListBucket", "s3.get_object(Bucket='logs', Key='a')", "AccessDenied")]
    [InlineData("s3:GetObject", "s3.list_objects_v2(Bucket='logs')", "AccessDenied")]
    [InlineData("s3:GetObject", "s3.get_object(Bucket='logs', Key='missing')", "AccessDenied")]
    [InlineData("s3:*", "s3.get_object(Bucket='logs', Key='missing')", "NoSuchKey")]
    [InlineData("s3:GetObject", "s3.get_object(Bucket='logs', Key='a')", "None")]
    [InlineData("athena:*", "athena.get_table_metadata(CatalogName='c', DatabaseName='d', TableName='t')", "AccessDeniedException")]
    [InlineData("glue:*", "athena.get_query_execution(QueryExecutionId='q')", "AccessDeniedException")]
    [InlineData("iam:Get*", "iam.generate_service_last_accessed_details(Arn='arn:aws:iam::123456789012:role/r')", "AccessDenied")]
    public async Task A_limited_policy_is_enforced(string allowed, string call, string code)
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.AllowedActions = [allowed];
        state.AddBucket("logs", "us-east-1", SandboxCredential.Default.AccountId).Put("a", [1], Now);
        await using var server = await Sandboxes.StartAsync(state);
        var (exit, _, errors) = await ScriptAsync(server, $"""
            cloudtrail, s3, athena, iam = (boto3.client(name, region_name="us-east-1", config=ONCE)
                                           for name in ("cloudtrail", "s3", "athena", "iam"))
            assert str(code(lambda: {call})) == "{code}", code(lambda: {call})
            """);
        Assert.True(exit == 0, errors);
    }

    [Theory]
    [InlineData("expired:GetObject#3+", "s3.get_object(Bucket='logs', Key='a')", "ExpiredToken", 2)]
    [InlineData("throttle:GetObject#2", "s3.get_object(Bucket='logs', Key='a')", "SlowDown", 1)]
    [InlineData("error:LookupEvents#1", "cloudtrail.lookup_events()", "InternalFailure", 0)]
    [InlineData("expired:LookupEvents#2+", "cloudtrail.lookup_events()", "ExpiredTokenException", 1)]
    public async Task Faults_have_the_codes_of_their_service(string fault, string call, string code, int before)
    {
        await Python.RequireAsync();
        var state = Estate.Rule();
        state.AddBucket("logs", "us-east-1", SandboxCredential.Default.AccountId).Put("a", [1], Now);
        await using var server = await Sandboxes.StartAsync(state, fault);
        var (exit, _, errors) = await ScriptAsync(server, $"""
            cloudtrail, s3 = (boto3.client(name, region_name="us-east-1", config=ONCE) for name in ("cloudtrail", "s3"))
            codes = [code(lambda: {call}) for _ in range({before} + 1)]
            assert codes == [None] * {before} + ["{code}"], codes
            """);
        Assert.True(exit == 0, errors);
    }

    [Fact]
    public async Task A_service_can_be_slow_alone()
    {
        await using var server = await SandboxServer.StartAsync(Estate.Rule(), new SandboxOptions
        {
            ServiceLatency = new Dictionary<string, TimeSpan> { ["s3"] = TimeSpan.FromMilliseconds(300) },
            Faults = FaultRule.ParseAll(null),
        });
        await Python.RequireAsync();
        var (exit, _, errors) = await ScriptAsync(server, """
            def seconds(call):
                start = time.monotonic()
                code(call)
                return time.monotonic() - start
            s3, trail = (boto3.client(name, region_name="us-east-1", config=ONCE) for name in ("s3", "cloudtrail"))
            slow, fast = seconds(s3.list_buckets), min(seconds(trail.describe_trails) for _ in range(5))
            assert slow >= 0.3 > fast, (slow, fast)
            """);
        Assert.True(exit == 0, errors);
    }

    private static async Task<AthenaAnswer> AnswerAsync(AthenaQuery query, CancellationToken cancellationToken)
    {
        if (query.Text == "wrong") return AthenaAnswer.Failed("SYNTAX_ERROR: line 1:1: mismatched input 'wrong'");
        if (query.Text == "forever") await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        Assert.Equal("default", query.Database);
        var rows = int.Parse(query.Text.Split(' ')[1], CultureInfo.InvariantCulture);
        return new AthenaAnswer(
            [("number", "bigint"), ("nothing", "varchar")],
            [.. Enumerable.Range(0, rows).Select(number => new[] { number.ToString(CultureInfo.InvariantCulture), null })], 12345);
    }

    private static string Record(DateTimeOffset time, string session) => $$"""
        {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/r/{{session}}","accountId":"123456789012","accessKeyId":"ASIAEXAMPLEEXAMPLE12"},"eventTime":"{{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","awsRegion":"us-east-1","requestParameters":{"secretId":"db"},"responseElements":null,"eventID":"{{Guid.NewGuid()}}","readOnly":true,"resources":[{"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"}],"eventType":"AwsApiCall","managementEvent":true,"eventCategory":"Management"}
        """;

    private static Task<(int ExitCode, string Output, string Errors)> ScriptAsync(SandboxServer server, string script) =>
        Python.TextAsync(server.Url, $"""
            import time
            import boto3
            from botocore.config import Config
            from botocore.exceptions import ClientError
            ONCE = Config(retries=dict(total_max_attempts=1, mode="standard"))
            def code(call, **arguments):
                try:
                    call(**arguments)
                except ClientError as error:
                    return error.response["Error"]["Code"]
            {script}
            """);
}
