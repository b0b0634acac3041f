using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>CloudTrail records of two functions on a shared role, in the forms that records have, and of others.</summary>
public static class TrailRecords
{
    public const string Account = "123456789012";
    public const string Role = "arn:aws:iam::123456789012:role/team/shared";
    public const string Orders = "arn:aws:lambda:eu-west-1:123456789012:function:orders";
    public const string Mail = "arn:aws:lambda:eu-west-1:123456789012:function:mail";

    /// <summary>The regions with records.</summary>
    public static IReadOnlyList<string> Regions { get; } = ["eu-west-1", "us-east-1"];

    /// <summary>Midnight of the first day.</summary>
    public static DateTimeOffset Start { get; } = new(DateTime.UtcNow.Date.AddDays(-10), TimeSpan.Zero);

    public static DateTimeOffset End { get; } = Start.AddDays(4);

    /// <summary>The scope of the role with its functions, for the four days.</summary>
    public static UsageScope Scope => new([new RoleInScope(Role, [Orders, Mail], TrustsLambdaAlone: true)], Start, End);

    /// <summary>A record.</summary>
    public static JsonObject Record(
        DateTimeOffset time, string source, string name, string parameters, string session = "orders", string? function = Orders,
        string region = "eu-west-1", string role = "shared", string? resources = null, string? error = null, bool isManagement = true)
    {
        var identity = new JsonObject
        {
            ["type"] = "AssumedRole",
            ["principalId"] = $"AROAEXAMPLEEXAMPLE123:{session}",
            ["arn"] = $"arn:aws:sts::{Account}:assumed-role/{role}/{session}",
            ["accountId"] = Account,
            ["sessionContext"] = new JsonObject
            {
                ["sessionIssuer"] = new JsonObject
                {
                    ["type"] = "Role", ["arn"] = $"arn:aws:iam::{Account}:role/{(role == "shared" ? "team/" : "")}{role}",
                    ["accountId"] = Account, ["userName"] = role,
                },
            },
        };
        if (function is not null)
            identity["inScopeOf"] = new JsonObject { ["issuerType"] = "AWS::Lambda::Function", ["credentialsIssuedTo"] = function };
        var record = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = identity,
            ["eventTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["eventSource"] = source,
            ["eventName"] = name,
            ["awsRegion"] = region,
            ["requestParameters"] = JsonNode.Parse(parameters),
            ["eventID"] = Guid.NewGuid().ToString(),
            ["readOnly"] = true,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = isManagement,
            ["recipientAccountId"] = Account,
        };
        if (error is not null) record["errorCode"] = error;
        if (resources is not null) record["resources"] = JsonNode.Parse(resources);
        return record;
    }

    /// <summary>Records of four days in two regions: of both functions, of another session, of other roles, and denied calls.</summary>
    public static IReadOnlyList<JsonObject> Make(int perDay = 40, int seed = 7)
    {
        var random = new Random(seed);
        var records = new List<JsonObject>();
        for (var day = 0; day < 4; day++)
        {
            for (var i = 0; i < perDay; i++)
            {
                var time = Start.AddDays(day).AddMinutes(random.Next(24 * 60)).AddSeconds(random.Next(60));
                var region = Regions[random.Next(2)];
                // The shape of 2024 has no inScopeOf.
                var isNew = random.Next(3) > 0;
                var (session, function) = random.Next(2) == 0 ? ("orders", Orders) : ("mail", Mail);
                records.Add(random.Next(12) switch
                {
                    0 or 1 => Record(
                        time, "dynamodb.amazonaws.com", "GetItem", """{"tableName":"orders","key":{"id":"HIDDEN"}}""", session,
                        isNew ? function : null, region, isManagement: false,
                        resources: Resources($"\"ARN\":\"arn:aws:dynamodb:{region}:{Account}:table/orders\"")),
                    2 => Record(
                        time, "dynamodb.amazonaws.com", "PutItem", """{"tableName":"it's \"new\""}""", session, isNew ? function : null,
                        region, isManagement: false),
                    3 => Record(
                        time, "s3.amazonaws.com", "GetObject", $$"""{"bucketName":"data","key":"in/file {{random.Next(3)}}"}""", session,
                        isNew ? function : null, region, isManagement: false,
                        resources: Resources(
                            $"\"ARN\":\"arn:aws:s3:::data/in/file {random.Next(3)}\"", "\"ARN\":\"arn:aws:s3:::data\"")),
                    4 => Record(
                        time, "secretsmanager.amazonaws.com", "GetSecretValue", """{"secretId":"db"}""", session, isNew ? function : null,
                        region),
                    5 => Record(
                        time, "kms.amazonaws.com", "Decrypt", "{}", session, isNew ? function : null, region,
                        resources: Resources($"\"arn\":\"arn:aws:kms:{region}:{Account}:key/1\"")),
                    6 => Record(
                        time, "ec2.amazonaws.com", "DescribeInstances", "null", session, isNew ? function : null, region,
                        error: random.Next(2) == 0 ? "Client.UnauthorizedOperation" : null),
                    7 => Record(time, "sts.amazonaws.com", "GetCallerIdentity", "null", session, isNew ? function : null, region),
                    8 => Record(time, "iam.amazonaws.com", "ListRoles", "null", "somebody", null, region),
                    9 => Record(time, "unheard-of.amazonaws.com", "DoWhatever", """{"a":1}""", session, function, region),
                    _ => Record(time, "ec2.amazonaws.com", "DescribeInstances", "null", session, null, region, role: "other"),
                });
            }
        }

        return records;
    }

    private static string Resources(params string[] items) => $"[{string.Join(',', items.Select(item => $"{{{item}}}"))}]";

    /// <summary>The files that CloudTrail would deliver: by region and hour, ten minutes later.</summary>
    public static IEnumerable<(string Key, byte[] Content)> Files(
        IEnumerable<JsonObject> records, string prefix = "", string account = Account)
    {
        foreach (var file in records.GroupBy(record => (
            Region: (string)record["awsRegion"]!, Hour: ((string)record["eventTime"]!)[..13])))
        {
            var delivered = DateTimeOffset.Parse($"{file.Key.Hour}:00:00Z", CultureInfo.InvariantCulture).AddMinutes(70);
            var json = new JsonObject { ["Records"] = new JsonArray([.. file.Select(record => record.DeepClone())]) };
            yield return (
                FormattableString.Invariant(
                    $"{prefix}AWSLogs/{account}/CloudTrail/{file.Key.Region}/{delivered.UtcDateTime:yyyy/MM/dd}/{account}_CloudTrail_")
                    + FormattableString.Invariant($"{file.Key.Region}_{delivered.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_abc.json.gz"),
                Gzip(json.ToJsonString()));
        }
    }

    /// <summary>True if the record is of the day.</summary>
    public static bool IsOn(JsonObject record, DateOnly day) =>
        ((string)record["eventTime"]!).StartsWith($"{day:yyyy-MM-dd}", StringComparison.Ordinal);

    public static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    /// <summary>A Sandbox with a trail that delivered the records.</summary>
    public static (SandboxState State, BucketState Bucket) Deliver(
        IEnumerable<JsonObject> records, string prefix = "", string? organization = null, bool isMultiRegion = true)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        account.Trails.Add(new TrailState
        {
            Name = "whole", AccountId = Account, HomeRegion = "us-east-1", S3BucketName = "logs", IsMultiRegionTrail = isMultiRegion,
            S3KeyPrefix = prefix.TrimEnd('/') is { Length: > 0 } text ? text : null, OrganizationId = organization,
            Selectors = TrailSelectors.OfTypes("AWS::S3::Object", "AWS::DynamoDB::Table"),
        });
        var bucket = state.AddBucket("logs", "us-east-1", Account);
        foreach (var (key, content) in Files(records, prefix))
        {
            bucket.Put(
                organization is null ? key : key.Replace("AWSLogs/", $"AWSLogs/{organization}/", StringComparison.Ordinal), content,
                DateTimeOffset.UtcNow);
        }

        foreach (var record in records) account.Region((string)record["awsRegion"]!).History.Add(record.ToJsonString());
        return (state, bucket);
    }

    /// <summary>What records give, each added by itself.</summary>
    public static UsageCollector Collect(IEnumerable<JsonObject> records)
    {
        var calls = new UsageCollector(Scope);
        foreach (var record in records) calls.AddRecord(Encoding.UTF8.GetBytes(record.ToJsonString()));
        return calls;
    }

    /// <summary>Everything that a collector has, as lines.</summary>
    public static IReadOnlyList<string> Lines(UsageCollector calls) =>
    [
        .. calls.Functions.Select(log => (log.Key, log.Value)).Concat(calls.Unattributed.Select(log => (log.Key, log.Value)))
            .OrderBy(log => log.Key, StringComparer.Ordinal)
            .SelectMany(log => log.Value.Permissions().Select(permission => $"{log.Key} {JsonSerializer.Serialize(permission)}")
                .Concat(log.Value.Unmapped().Select(call => $"{log.Key} {call}"))),
    ];
}
