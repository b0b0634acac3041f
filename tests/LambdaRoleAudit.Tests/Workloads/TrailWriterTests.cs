using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Workloads;

/// <summary>The generator's files: every spelling holds the same records, and AWS's clients read them from the Sandbox.</summary>
public sealed partial class TrailWriterTests : IDisposable
{
    private static readonly WorkloadOptions Small = new() { Days = 2, Functions = 8, NoiseShare = 0.5 };

    private readonly string _folder = Directory.CreateTempSubdirectory("workload-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(LogSpelling.Trail, false)]
    [InlineData(LogSpelling.Trail, true)]
    [InlineData(LogSpelling.PlainJson, false)]
    [InlineData(LogSpelling.PlainJson, true)]
    [InlineData(LogSpelling.JsonLines, false)]
    [InlineData(LogSpelling.JsonLines, true)]
    [InlineData(LogSpelling.LookupEvents, false)]
    [InlineData(LogSpelling.LookupEvents, true)]
    public void Every_spelling_holds_the_same_records(LogSpelling spelling, bool reserialized)
    {
        var workload = Workload.Random(11, Small);
        TrailWriter.Write(workload, _folder, new TrailShape { Spelling = spelling, IsReserialized = reserialized });
        var expected = (spelling == LogSpelling.LookupEvents ? workload.HistoryRecords() : workload.Records())
            .Select(record => JsonDocument.Parse(record.Json).RootElement).ToDictionary(IdOf);
        var read = Read(_folder).ToDictionary(IdOf);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.True(JsonElement.DeepEquals(pair.Value, read[pair.Key]), pair.Key));
        if (!reserialized) return;
        var raw = string.Concat(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(Text));
        Assert.Contains(spelling == LogSpelling.LookupEvents ? """\\u00""" : """\u00""", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("o-example123", null)]
    [InlineData("o-example123", "audit/logs")]
    public void Files_are_in_a_trails_layout(string? organization, string? prefix)
    {
        var workload = Workload.Random(12, Small);
        TrailWriter.Write(workload, _folder, new TrailShape { OrganizationId = organization, Prefix = prefix });
        var start = (prefix is null ? "" : $"{prefix}/") + "AWSLogs/" + (organization is null ? "" : $"{organization}/") + "123456789012/";
        var kinds = new HashSet<string>();
        var isNextDay = false;
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var key = Path.GetRelativePath(_folder, file).Replace('\\', '/');
            Assert.StartsWith(start, key, StringComparison.Ordinal);
            var match = Keys().Match(key[start.Length..]);
            Assert.True(match.Success, key);
            kinds.Add(match.Groups["kind"].Value);
            if (match.Groups["kind"].Value != "CloudTrail") continue;
            var records = JsonDocument.Parse(Text(file)).RootElement.GetProperty("Records").EnumerateArray().ToList();
            Assert.All(records, record => Assert.Equal(match.Groups["region"].Value, record.GetProperty("awsRegion").GetString()));
            var day = match.Groups["day"].Value.Replace('/', '-');
            isNextDay |= records.Exists(r => !r.GetProperty("eventTime").GetString()!.StartsWith(day, StringComparison.Ordinal));
        }

        Assert.Equal(["CloudTrail", "CloudTrail-Digest", "CloudTrail-Insight"], kinds.Order(StringComparer.Ordinal));
        // A file is under the day of its delivery.
        Assert.True(isNextDay);
    }

    [Fact]
    public void Forged_records_are_inside_others()
    {
        var workload = Workload.Random(13, Small);
        TrailWriter.Write(workload, _folder, new TrailShape { Forged = 1, WithNeighbors = false });
        var forged = Read(_folder).Where(record => record.TryGetProperty("additionalEventData", out _)).ToList();
        Assert.NotEmpty(forged);
        Assert.All(forged, record =>
        {
            Assert.Equal("forger", record.GetProperty("userIdentity").GetProperty("userName").GetString());
            var inner = record.GetProperty("requestParameters").GetProperty("Records")[0];
            Assert.Equal(
                "AWS::Lambda::Function",
                inner.GetProperty("userIdentity").GetProperty("inScopeOf").GetProperty("issuerType").GetString());
            Assert.Equal("DeleteBucket", inner.GetProperty("eventName").GetString());
        });
        Assert.DoesNotContain(workload.Truth.Events, e => e.EventName == "DeleteBucket");
    }

    /// <summary>The AWS CLI finds in the event history what the workload's functions did, and downloads the trail.</summary>
    [Fact]
    public async Task AWSs_clients_read_a_workload_from_the_Sandbox()
    {
        await Python.RequireAsync();
        var workload = Workload.Random(14, Small);
        await using var server = await Sandboxes.StartAsync(WorkloadSandbox.NewState(workload), quotas: false);
        var (code, output, errors) = await Python.TextAsync(server.Url, $$"""
            import boto3, gzip, json
            names = json.loads('{{JsonSerializer.Serialize(workload.Functions.Select(function => function.Name).Distinct())}}')
            regions = json.loads('{{JsonSerializer.Serialize(workload.Options.Regions)}}')
            found, logged = {}, {}
            def count(where, record):
                scope = record["userIdentity"].get("inScopeOf", {})
                if scope.get("issuerType") == "AWS::Lambda::Function":
                    key = " ".join((scope["credentialsIssuedTo"], record["eventSource"], record["eventName"]))
                    where[key] = where.get(key, 0) + 1
            for region in regions:
                client = boto3.client("cloudtrail", region_name=region)
                for name in names:
                    pages = client.get_paginator("lookup_events").paginate(
                        LookupAttributes=[dict(AttributeKey="Username", AttributeValue=name)])
                    for page in pages:
                        for event in page["Events"]:
                            count(found, json.loads(event["CloudTrailEvent"]))
            trail = boto3.client("cloudtrail", region_name="us-east-1").describe_trails()["trailList"][0]
            s3 = boto3.client("s3", region_name=trail["HomeRegion"])
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=trail["S3BucketName"], Prefix="AWSLogs/123456789012/CloudTrail/"):
                for item in page.get("Contents", []):
                    body = s3.get_object(Bucket=trail["S3BucketName"], Key=item["Key"])["Body"].read()
                    for record in json.loads(gzip.decompress(body))["Records"]:
                        count(logged, record)
            iam = boto3.client("iam")
            names = [f["FunctionName"] for region in regions for page in
                     boto3.client("lambda", region_name=region).get_paginator("list_functions").paginate() for f in page["Functions"]]
            print(json.dumps([found, logged, len(names), len(iam.list_roles()["Roles"])]))
            """);
        Assert.True(code == 0, errors);
        var answer = JsonDocument.Parse(output).RootElement;
        var management = workload.Calls()
            .Where(call => call.Caller.Function is not null && call.Call is { IsRecorded: true, DataType: null })
            .GroupBy(call => $"{call.Caller.Function!.Arn} {call.Call.EventSource}.amazonaws.com {call.Call.EventName}")
            .Select(group => $"{group.Key}: {group.Count()}");
        Assert.Equal(management.Order(StringComparer.Ordinal), Lines(answer[0]));
        Assert.Equal(
            workload.Truth.Events.Where(e => e.State == LogState.Logged)
                .Select(e => $"{e.FunctionArn} {e.EventSource} {e.EventName}: {e.Count}").Order(StringComparer.Ordinal),
            Lines(answer[1]));
        Assert.Equal(workload.Functions.Count, answer[2].GetInt32());
        Assert.Equal(workload.Roles.Count, answer[3].GetInt32());

        static IEnumerable<string> Lines(JsonElement counts) =>
            counts.EnumerateObject().Select(pair => $"{pair.Name}: {pair.Value}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Last_accessed_agrees_with_the_truth()
    {
        await Python.RequireAsync();
        var workload = Workload.Random(15, Small);
        await using var server = await Sandboxes.StartAsync(WorkloadSandbox.NewState(workload), quotas: false);
        var role = workload.Roles[0];
        var (code, output, errors) = await Python.TextAsync(server.Url, $$"""
            import boto3, json
            iam = boto3.client("iam")
            job = iam.generate_service_last_accessed_details(Arn="{{role.Arn}}", Granularity="ACTION_LEVEL")["JobId"]
            iam.get_service_last_accessed_details(JobId=job)
            services = iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]
            print(json.dumps({s["ServiceNamespace"]: s["LastAuthenticated"].isoformat() for s in services if "LastAuthenticated" in s}))
            """);
        Assert.True(code == 0, errors);
        var granted = string.Concat(role.Policies.Values);
        var expected = workload.Functions.Where(function => function.Role == role)
            .SelectMany(function => workload.Truth.Used[function.Arn]).Concat(workload.Truth.Unattributed[role.Arn])
            .GroupBy(used => used.Action.Split(':')[0])
            .Where(group => granted.Contains($"\"{group.Key}:", StringComparison.Ordinal))
            .ToDictionary(group => group.Key, group => group.Max(used => used.LastSeen));
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value:yyyy-MM-ddTHH:mm:ss}+00:00"),
            JsonDocument.Parse(output).RootElement.EnumerateObject().Select(pair => $"{pair.Name} {pair.Value}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Bulk_files_hold_what_is_counted_and_every_event_once()
    {
        var counts = BulkWriter.Write(Workload.Random(16, new WorkloadOptions { Days = 1 }), _folder, 20_000_000);
        var found = new Dictionary<(string, string), long>();
        var ids = new HashSet<string>();
        var records = 0;
        foreach (var record in Read(_folder))
        {
            records++;
            Assert.True(ids.Add(IdOf(record)));
            if (!record.GetProperty("userIdentity").TryGetProperty("inScopeOf", out var scope)) continue;
            if (scope.GetProperty("issuerType").GetString() != "AWS::Lambda::Function") continue;
            var key = (scope.GetProperty("credentialsIssuedTo").GetString()!, record.GetProperty("eventName").GetString()!);
            found[key] = found.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(counts.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        Assert.InRange((double)found.Values.Sum() / records, 0.04, 0.06);
        var bytes = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Sum(file => (long)Text(file).Length);
        Assert.InRange(bytes, 20_000_000, 20_100_000);
    }

    private static string IdOf(JsonElement record) => record.GetProperty("eventID").GetString()!;

    private static string Text(string file)
    {
        using var stream = File.OpenRead(file);
        using var content = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        return new StreamReader(content, Encoding.UTF8).ReadToEnd();
    }

    /// <summary>The records of a log in any spelling, read with the framework's parser.</summary>
    private static IEnumerable<JsonElement> Read(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (file.Contains("CloudTrail-", StringComparison.Ordinal)) continue;
            var lines = file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadAllLines(file) : [Text(file)];
            foreach (var root in lines.Select(line => JsonDocument.Parse(line).RootElement))
            {
                IEnumerable<JsonElement> all = root.TryGetProperty("Records", out var records)
                    ? records.EnumerateArray()
                    : root.TryGetProperty("Events", out var events)
                        ? events.EnumerateArray().Select(e => JsonDocument.Parse(e.GetProperty("CloudTrailEvent").GetString()!).RootElement)
                        : [root];
                foreach (var record in all) yield return record;
            }
        }
    }

    [GeneratedRegex(
        @"^(?<kind>CloudTrail(-Digest|-Insight)?)/(?<region>[a-z0-9-]+)/(?<day>\d{4}/\d\d/\d\d)/123456789012_\k<kind>_\k<region>_\d{8}T\d{4}Z_[^/]+\.json\.gz$")]
    private static partial Regex Keys();
}
