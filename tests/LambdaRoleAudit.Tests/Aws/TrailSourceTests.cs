using System.Collections.Concurrent;
using System.Diagnostics;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>A trail's bucket, event history and last accessed information, read from the Sandbox and from moto.</summary>
[Collection(EnvironmentCollection.Name)]
public class TrailSourceTests
{
    private static readonly AwsKeys Keys = new(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null);

    private readonly ConcurrentQueue<AwsCallRecord> _calls = new();
    private readonly ReadingLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("cloud/trail/", null)]
    [InlineData("", "o-abcde12345")]
    [InlineData("logs/", "o-abcde12345")]
    public async Task A_trail_gives_what_its_records_give(string prefix, string? organization)
    {
        var records = TrailRecords.Make();
        var (state, bucket) = TrailRecords.Deliver(records, prefix, organization);
        // Digests, insights, another account and another day are beside them.
        var root = $"{prefix}AWSLogs/{(organization is null ? "" : $"{organization}/")}";
        bucket.Put($"{root}{TrailRecords.Account}/CloudTrail-Digest/eu-west-1/2026/01/01/x.json.gz", [1], DateTimeOffset.UtcNow);
        bucket.Put($"{root}{TrailRecords.Account}/CloudTrail-Insight/eu-west-1/2026/01/01/x.json.gz", [1], DateTimeOffset.UtcNow);
        bucket.Put($"{root}210987654321/CloudTrail/eu-west-1/2026/01/01/x.json.gz", [1], DateTimeOffset.UtcNow);
        bucket.Put($"{root}{TrailRecords.Account}/CloudTrail/eu-west-1/2020/01/01/x.json.gz", [1], DateTimeOffset.UtcNow);
        bucket.Put($"{root}{TrailRecords.Account}/CloudTrail/sa-east-1/2026/01/01/x.json.gz", [1], DateTimeOffset.UtcNow);
        await using var server = await Sandboxes.StartAsync(state);
        var evidence = await ReadTrailAsync(server);
        _log.AssertClean();
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
        Assert.Equal(
            (TrailRecords.Start, TrailRecords.End, UsageSource.Trail), (evidence.From!.Value, evidence.To!.Value, evidence.Source));
        Assert.Equal(TrailRecords.Regions, evidence.Regions);
        Assert.Empty(evidence.UnreadRegions);
        Assert.Empty(evidence.DaysWithoutRecords);
        Assert.NotNull(evidence.Selectors);
        // Only the account's files of the days were downloaded, and only its days were listed.
        Assert.DoesNotContain(_calls, call => call.Purpose.Contains("Digest", StringComparison.Ordinal)
            || call.Purpose.Contains("Insight", StringComparison.Ordinal) || call.Purpose.Contains("210987654321", StringComparison.Ordinal)
            || call.Purpose.Contains("2020", StringComparison.Ordinal) || call.Purpose.Contains("sa-east-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_bucket_alone_is_enough_and_its_selectors_are_not_known()
    {
        var records = TrailRecords.Make();
        var (state, _) = TrailRecords.Deliver(records, "p/", "o-abcde12345");
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        foreach (var prefix in new[] { "p", "/p/", "p/AWSLogs/" })
        {
            var evidence = await new TrailBucketReader(session, TrailRecords.Scope, _log)
                .ReadBucketAsync("logs", prefix, TrailRecords.Account, TrailRecords.Regions, Token);
            _log.AssertClean();
            Assert.Null(evidence.Selectors);
            Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
        }
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_read_there()
    {
        var records = TrailRecords.Make();
        var (state, bucket) = TrailRecords.Deliver(records);
        var abroad = state.Buckets["logs"] = new BucketState("logs", "eu-central-1", TrailRecords.Account);
        foreach (var (key, content) in TrailRecords.Files(records)) abroad.Put(key, content, DateTimeOffset.UtcNow);
        Assert.NotSame(bucket, abroad);
        await using var server = await Sandboxes.StartAsync(state);
        var evidence = await ReadTrailAsync(server);
        _log.AssertClean();
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
        // Once it is known, nothing asks the wrong region again.
        Assert.InRange(_calls.Count(call => call is { Service: "s3", Region: "us-east-1" }), 1, 16);
        Assert.True(_calls.Count(call => call is { Service: "s3", Region: "eu-central-1", Outcome: "ok" }) > 20);
    }

    [Fact]
    public async Task Days_and_regions_without_files_are_named()
    {
        var hole = DateOnly.FromDateTime(TrailRecords.Start.AddDays(2).UtcDateTime);
        var records = TrailRecords.Make().Where(record => !TrailRecords.IsOn(record, hole));
        var (state, _) = TrailRecords.Deliver([.. records], isMultiRegion: false);
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var evidence = await new TrailBucketReader(session, TrailRecords.Scope, _log)
            .ReadTrailAsync("whole", TrailRecords.Account, [.. TrailRecords.Regions, "ap-south-1"], Token);
        _log.AssertClean();
        Assert.Equal([hole], evidence.DaysWithoutRecords);
        Assert.Equal(["ap-south-1"], evidence.UnreadRegions);
        Assert.Equal(TrailRecords.Regions, evidence.Regions);
    }

    [Fact]
    public async Task A_trail_of_all_regions_has_read_a_region_without_activity()
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var evidence = await new TrailBucketReader(session, TrailRecords.Scope, _log)
            .ReadTrailAsync("whole", TrailRecords.Account, [.. TrailRecords.Regions, "ap-south-1"], Token);
        Assert.Equal(["ap-south-1", "eu-west-1", "us-east-1"], evidence.Regions);
        Assert.Empty(evidence.UnreadRegions);
    }

    /// <summary>What is lost is named, once for each cause, and everything else is read.</summary>
    [Fact]
    public async Task Denied_vanished_and_damaged_files_are_told_and_the_rest_is_read()
    {
        var records = TrailRecords.Make();
        var (state, bucket) = TrailRecords.Deliver(records);
        var keys = bucket.List().Select(item => item.Key).ToList();
        var denied = keys.Where(key => key.Contains("/us-east-1/", StringComparison.Ordinal)).Take(3).ToList();
        var left = keys.Except(denied).ToList();
        bucket.DeniedPrefixes.UnionWith(denied);
        bucket.Vanished.Add(left[0]);
        foreach (var (key, keep) in new[] { (left[1], 0.5), (left[2], 0.9) })
        {
            using var content = bucket.Find(key)!.Open();
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            bucket.Put(key, bytes[..(int)(bytes.Length * keep)], DateTimeOffset.UtcNow);
        }

        bucket.Put(left[3], TrailRecords.Gzip("{\"hello\":\"world\"}"), DateTimeOffset.UtcNow);
        await using var server = await Sandboxes.StartAsync(state);
        var evidence = await ReadTrailAsync(server);
        Assert.Equal(
            ["TrailFilesDamaged", "TrailFilesDamaged", "TrailFilesUnread", "TrailFilesUnread"],
            _log.Unread.Select(problem => problem.ErrorId).Order());
        Assert.Equal(4, evidence.Unread.Count);
        Assert.All(denied, key => Assert.Contains(key, string.Join(' ', evidence.Unread), StringComparison.Ordinal));
        Assert.All(left.Take(4), key => Assert.Contains(key, string.Join(' ', evidence.Unread), StringComparison.Ordinal));
        Assert.Contains(_log.Unread, problem => problem.Target is string[] { Length: 3 } list && list.SequenceEqual(denied));
        var lost = left.Take(4).Concat(denied).ToHashSet();
        var whole = TrailRecords.Files(records).Where(file => !lost.Contains(file.Key)).Select(file => file.Key).ToHashSet();
        var calls = TrailRecords.Lines(evidence.Calls);
        Assert.True(calls.Count > 10 && whole.Count > 20);
    }

    [Fact]
    public async Task A_region_that_cannot_be_listed_is_not_read_and_said_to_be()
    {
        var records = TrailRecords.Make();
        var (state, bucket) = TrailRecords.Deliver(records);
        bucket.DeniedPrefixes.Add($"AWSLogs/{TrailRecords.Account}/CloudTrail/us-east-1/");
        await using var server = await Sandboxes.StartAsync(state);
        var evidence = await ReadTrailAsync(server);
        var problem = Assert.Single(_log.Unread);
        Assert.Equal(("TrailFilesUnread", ProblemKind.Read), (problem.ErrorId, problem.Kind));
        Assert.Contains("5 folders", problem.Message, StringComparison.Ordinal);
        Assert.Contains("AccessDenied", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["us-east-1"], evidence.UnreadRegions);
        Assert.Equal(["eu-west-1"], evidence.Regions);
        Assert.Equal(
            TrailRecords.Lines(TrailRecords.Collect(records.Where(record => (string)record["awsRegion"]! == "eu-west-1"))),
            TrailRecords.Lines(evidence.Calls));
    }

    [Fact]
    public async Task A_region_without_any_file_that_can_be_read_is_not_read()
    {
        var records = TrailRecords.Make(10);
        var (state, bucket) = TrailRecords.Deliver(records);
        bucket.Vanished.UnionWith(
            bucket.List().Select(item => item.Key).Where(key => key.Contains("/us-east-1/", StringComparison.Ordinal)));
        await using var server = await Sandboxes.StartAsync(state);
        var evidence = await ReadTrailAsync(server);
        Assert.Equal(["TrailFilesUnread"], _log.Unread.Select(problem => problem.ErrorId));
        Assert.Equal(["us-east-1"], evidence.UnreadRegions);
        Assert.Equal(["eu-west-1"], evidence.Regions);
    }

    [Theory]
    [InlineData("expired:GetObject#20+", "ExpiredToken")]
    [InlineData("expired:ListObjectsV2#6+", "ExpiredToken")]
    [InlineData("deny:GetObject", "AccessDenied")]
    public async Task A_reading_that_cannot_go_on_stops_and_names_the_rest(string fault, string code)
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make(400));
        await using var server = await Sandboxes.StartAsync(state, fault);
        var evidence = await ReadTrailAsync(server);
        var problem = Assert.Single(_log.Unread);
        Assert.Equal("TrailReadStopped", problem.ErrorId);
        Assert.Contains(code, problem.Message, StringComparison.Ordinal);
        Assert.Contains("eu-west-1", problem.Message, StringComparison.Ordinal);
        Assert.Contains($"{TrailRecords.Start:yyyy-MM-dd}", problem.Message, StringComparison.Ordinal);
        Assert.Equal([problem.Message], evidence.Unread);
        Assert.InRange(server.Calls.Where(call => call.Key.Item1 == "GetObject").Sum(call => call.Value), 0, 120);
    }

    [Theory]
    [InlineData("throttle:GetObject=0.1")]
    [InlineData("error:ListObjectsV2=0.2")]
    [InlineData("reset:GetObject=0.1")]
    public async Task What_passes_is_tried_again(string faults)
    {
        var records = TrailRecords.Make();
        var (state, _) = TrailRecords.Deliver(records);
        await using var server = await Sandboxes.StartAsync(state, faults, seed: 3);
        var evidence = await ReadTrailAsync(server);
        _log.AssertClean();
        Assert.Contains(_calls, call => call.Retries > 0);
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
    }

    [Fact]
    public async Task A_hanging_download_is_cancelled_at_once()
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        await using var server = await Sandboxes.StartAsync(state, "hang:GetObject#25+");
        using var session = await OpenAsync(server);
        using var stop = new CancellationTokenSource();
        _log.At = progress =>
        {
            if (progress.Done == 4) stop.CancelAfter(TimeSpan.FromMilliseconds(100));
        };
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TrailBucketReader(session, TrailRecords.Scope, _log)
            .ReadTrailAsync("whole", TrailRecords.Account, TrailRecords.Regions, stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Selectors_that_cannot_be_read_are_not_known_and_the_files_are_read()
    {
        var records = TrailRecords.Make();
        var (state, _) = TrailRecords.Deliver(records);
        await using var server = await Sandboxes.StartAsync(state, "deny:GetEventSelectors");
        var evidence = await ReadTrailAsync(server);
        Assert.Equal(["TrailSelectorsUnread"], _log.Unread.Select(problem => problem.ErrorId));
        Assert.Null(evidence.Selectors);
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
    }

    [Theory]
    [InlineData("nobody", "TrailNotFound")]
    [InlineData("arn:aws:cloudtrail:us-east-1:123456789012:trail/nobody", "TrailNotFound")]
    public async Task A_trail_that_is_not_there_is_an_error(string name, string id)
    {
        await using var server = await Sandboxes.StartAsync();
        using var session = await OpenAsync(server);
        var e = await Assert.ThrowsAsync<ProblemException>(() => new TrailBucketReader(session, TrailRecords.Scope, _log)
            .ReadTrailAsync(name, TrailRecords.Account, TrailRecords.Regions, Token));
        Assert.Equal(id, e.Problem.ErrorId);
    }

    [Fact]
    public async Task Event_history_gives_the_management_events_of_the_functions()
    {
        var records = TrailRecords.Make();
        var (state, _) = TrailRecords.Deliver(records);
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var evidence = await new EventHistoryReader(session, TrailRecords.Scope, _log).ReadAsync(TrailRecords.Regions, Token);
        _log.AssertClean();
        var expected = records.Where(record => (bool)record["managementEvent"]!
            && !((string)record["userIdentity"]!["arn"]!).EndsWith("/somebody", StringComparison.Ordinal));
        Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(expected)), TrailRecords.Lines(evidence.Calls));
        Assert.Equal(TrailRecords.Regions, evidence.Regions);
        Assert.Equal(0, _log.Progress[0].Done);
        Assert.Equal((4, 2), (_log.Progress[0].Total, _log.Progress[0].Functions));
        Assert.Contains("at least 1 s", _log.Progress[0].Current, StringComparison.Ordinal);
        // Two a second: nothing was refused.
        Assert.DoesNotContain(_calls, call => call.Retries > 0);
    }

    [Theory]
    [InlineData("deny:LookupEvents", "AccessDenied", 2)]
    [InlineData("expired:LookupEvents#2+", "ExpiredToken", 2)]
    public async Task Regions_whose_history_cannot_be_read_are_one_error(string fault, string id, int unread)
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        await using var server = await Sandboxes.StartAsync(state, fault);
        using var session = await OpenAsync(server);
        var evidence = await new EventHistoryReader(session, TrailRecords.Scope, _log).ReadAsync(TrailRecords.Regions, Token);
        Assert.Equal([id], _log.Unread.Select(problem => problem.ErrorId));
        Assert.Equal(unread, evidence.UnreadRegions.Count);
        Assert.Equal(_log.Unread.Select(problem => problem.Message), evidence.Unread);
    }

    [Fact]
    public async Task A_region_that_is_not_enabled_is_told_and_the_others_are_read()
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var evidence =
            await new EventHistoryReader(session, TrailRecords.Scope, _log).ReadAsync([.. TrailRecords.Regions, "me-south-1"], Token);
        Assert.Equal(["RegionNotEnabled"], _log.Unread.Select(problem => problem.ErrorId));
        Assert.Equal(["me-south-1"], evidence.UnreadRegions);
        Assert.NotEmpty(TrailRecords.Lines(evidence.Calls));
    }

    [Fact]
    public async Task Event_history_stops_at_once()
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        await using var server = await Sandboxes.StartAsync(state, "hang:LookupEvents#2+");
        using var session = await OpenAsync(server);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new EventHistoryReader(session, TrailRecords.Scope, _log).ReadAsync(TrailRecords.Regions, stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Last_accessed_information_is_read_for_each_role_and_failures_are_one_error()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        account.Roles["order-events-role"].InlinePolicies["p"] =
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["dynamodb:*","sqs:*"],"Resource":"*"}}""";
        var role = account.Roles["order-events-role"].Arn;
        var time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        account.LastAccessed[role] =
        [
            new ServiceLastAccessed(
                "dynamodb", time, "eu-west-1", new Dictionary<string, DateTimeOffset?> { ["PutItem"] = null, ["GetItem"] = time }),
        ];
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var reader = new LastAccessedReader(session.Iam, _log);
        const string nobody = "arn:aws:iam::123456789012:role/nobody";
        var read = await reader.ReadAsync([role, nobody], Token);
        Assert.Equal([role], read.Keys);
        var dynamo = read[role].Services.Single(service => service.Service == "dynamodb");
        Assert.Equal(time, dynamo.LastAuthenticated);
        Assert.Equal([("GetItem", time), ("PutItem", null)], dynamo.Actions.OrderBy(action => action.Action));
        var problem = Assert.Single(_log.Unread);
        Assert.Contains(nobody, problem.Message, StringComparison.Ordinal);
        Assert.Equal([problem.Message], reader.Unread);
    }

    [Fact]
    public async Task Moto_has_trails_and_buckets_too()
    {
        await Python.RequireAsync();
        await using var moto = await MotoServer.StartAsync();
        var records = TrailRecords.Make();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var (key, content) in TrailRecords.Files(records, "p/"))
            {
                var path = Path.Combine(folder.FullName, key);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, content, Token);
            }

            await Python.RunAsync("make_trail.py", moto.Url, folder.FullName);
            using var session = await new AwsGateway().OpenAsync(new AwsSessionOptions { Keys = Keys, EndpointUrl = moto.Url }, Token);
            var evidence = await new TrailBucketReader(session, TrailRecords.Scope, _log)
                .ReadTrailAsync("whole", TrailRecords.Account, TrailRecords.Regions, Token);
            _log.AssertClean();
            Assert.Equal(TrailRecords.Lines(TrailRecords.Collect(records)), TrailRecords.Lines(evidence.Calls));
            var basic = Assert.Single(evidence.Selectors!.Basic);
            Assert.Equal(("All", true), (basic.ReadWriteType, basic.HasManagementEvents));
            var data = basic.DataResources.Single();
            Assert.Equal(("AWS::S3::Object", "arn:aws:s3"), (data.Type, data.Values.Single()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<UsageEvidence> ReadTrailAsync(SandboxServer server)
    {
        using var session = await OpenAsync(server);
        return await new TrailBucketReader(session, TrailRecords.Scope, _log)
            .ReadTrailAsync("whole", TrailRecords.Account, TrailRecords.Regions, Token);
    }

    private Task<IAwsSession> OpenAsync(SandboxServer server) => new AwsGateway().OpenAsync(
        new AwsSessionOptions { Keys = Keys, EndpointUrl = server.Url, OnCall = _calls.Enqueue }, Token);
}
