using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;

namespace LambdaRoleAudit.Tests.Workloads;

/// <summary>The workload generator: its records have CloudTrail's shape, and its truth agrees with an independent count of them.</summary>
public partial class WorkloadTests
{
    private static readonly string[] Order =
    [
        "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
        "errorMessage", "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "resources", "eventType",
        "managementEvent", "recipientAccountId", "eventCategory", "tlsDetails",
    ];

    [Fact]
    public void The_vocabulary_has_sixty_shapes_with_names_of_their_own()
    {
        Assert.True(Vocabulary.All.Count >= 60, $"{Vocabulary.All.Count}");
        Assert.Equal(Vocabulary.All.Count, Vocabulary.All.Select(shape => shape.Name).Distinct().Count());
    }

    public static TheoryData<string> Shapes => [.. Vocabulary.All.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_valid(string name)
    {
        var calls = Vocabulary.All.Single(shape => shape.Name == name)
            .Calls(new CallScene("aws", "123456789012", "eu-west-1", "thing", 7));
        foreach (var call in calls)
        {
            if (call.Parameters is not null) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(call.Parameters).RootElement.ValueKind);
            Assert.All(call.Needs, need => Assert.Matches(Actions(), need.Action));
            Assert.All(call.Needs, need => Assert.Matches(Arns(), need.Resource ?? "arn:aws:x:::*"));
            Assert.Equal(call.DataType is null, call.DataArn is null);
            Assert.True(call.DataType is null || WorkloadOptions.DataTypes.Contains(call.DataType), call.DataType);
            Assert.All(call.Resources, resource => Assert.Matches(Arns(), resource.Arn));
        }

        Assert.All(calls.Skip(1), call => Assert.NotNull(call.InvokedBy));
    }

    /// <summary>The actions come from AWS's pages by hand; the list of all actions is a second opinion on their spelling.</summary>
    [Fact]
    public void Every_action_is_one_that_AWS_has_and_names_a_resource_if_it_can()
    {
        var needs = Vocabulary.All.SelectMany(shape => shape.Calls(new CallScene("aws", "123456789012", "eu-west-1", "thing", 7)))
            .SelectMany(call => call.Needs).Where(need => !need.IsNeverLogged);
        Assert.All(needs, need =>
        {
            var parts = need.Action.Split(':');
            var action = ActionCatalog.Find(parts[0])?.Find(parts[1]);
            Assert.True(action is not null, need.Action);
            if (ActionCatalog.Find(parts[0])!.KeepsData && action.Resources.Count == 0) Assert.Null(need.Resource);
        });
    }

    [Fact]
    public void A_mixed_log_has_all_three_shapes()
    {
        var functions = Workload.Random(3, new WorkloadOptions { Days = 1, Era = RecordEra.Mixed }).Records()
            .Where(record => record.Source.Caller.Function is not null).Select(record => Encoding.UTF8.GetString(record.Json)).ToList();
        Assert.Contains(functions, json => !json.Contains("inScopeOf", StringComparison.Ordinal));
        Assert.Contains(functions, json => json.Contains("credentialsIssuedToVersion", StringComparison.Ordinal));
        Assert.Contains(functions, json => json.Contains("inScopeOf", StringComparison.Ordinal)
            && !json.Contains("credentialsIssuedToVersion", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var options = new WorkloadOptions { Days = 1, Functions = 8 };
        string Text(int seed) => string.Join('\n', Workload.Random(seed, options).Records().Select(r => Encoding.UTF8.GetString(r.Json)));
        Assert.Equal(Text(1), Text(1));
        Assert.NotEqual(Text(1), Text(2));
    }

    [Theory]
    [InlineData(RecordEra.WithoutScope)]
    [InlineData(RecordEra.WithFunction)]
    [InlineData(RecordEra.WithVersion)]
    public void Records_have_the_shape_of_their_year(RecordEra era)
    {
        var workload = Workload.Random(3, new WorkloadOptions { Days = 1, Era = era });
        var ids = new HashSet<string>();
        var functions = 0;
        foreach (var record in workload.Records())
        {
            var json = JsonDocument.Parse(record.Json).RootElement;
            var names = json.EnumerateObject().Select(property => property.Name).ToList();
            Assert.Equal(names.OrderBy(name => Array.IndexOf(Order, name)), names);
            Assert.True(ids.Add(json.GetProperty("eventID").GetString()!), "An event id came twice.");
            Assert.Equal(record.IsManagement, json.GetProperty("managementEvent").GetBoolean());
            Assert.Equal(record.IsManagement ? "Management" : "Data", json.GetProperty("eventCategory").GetString());
            var identity = json.GetProperty("userIdentity");
            var hasScope = identity.TryGetProperty("inScopeOf", out var scope);
            if (record.Source.Caller is not { Kind: CallerKind.Function, Function: { } function, Role: { } role })
            {
                Assert.Equal(record.Source.Caller.Kind == CallerKind.Instance && era != RecordEra.WithoutScope, hasScope);
                if (hasScope) Assert.Equal("AWS::EC2::Instance", scope.GetProperty("issuerType").GetString());
                continue;
            }

            functions++;
            Assert.Equal(era != RecordEra.WithoutScope, hasScope);
            Assert.Equal(era == RecordEra.WithoutScope ? "1.09" : "1.11", json.GetProperty("eventVersion").GetString());
            Assert.Equal(
                $"arn:aws:sts::123456789012:assumed-role/{role.Name}/{function.Name}", identity.GetProperty("arn").GetString());
            Assert.Equal($"{role.RoleId}:{function.Name}", identity.GetProperty("principalId").GetString());
            Assert.Equal(role.Arn, identity.GetProperty("sessionContext").GetProperty("sessionIssuer").GetProperty("arn").GetString());
            if (!hasScope) continue;
            Assert.Equal("AWS::Lambda::Function", scope.GetProperty("issuerType").GetString());
            Assert.Equal(function.Arn, scope.GetProperty("credentialsIssuedTo").GetString());
            Assert.Equal(era == RecordEra.WithVersion, scope.TryGetProperty("credentialsIssuedToVersion", out var version));
            if (era == RecordEra.WithVersion) Assert.Equal($"{function.Arn}:$LATEST", version.GetString());
        }

        Assert.True(functions > 100);
    }

    [Fact]
    public void Truth_agrees_with_a_count_of_the_records()
    {
        var workload = Workload.Random(4, new WorkloadOptions { Selectors = TrailSelectors.OfTypes("AWS::S3::Object", "AWS::SQS::Queue") });
        var counted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var records = 0;
        foreach (var json in workload.Records().Select(record => JsonDocument.Parse(record.Json).RootElement))
        {
            records++;
            if (FunctionOf(json) is not { } arn) continue;
            var key = $"{arn} {json.GetProperty("eventSource")} {json.GetProperty("eventName")}";
            counted[key] = counted.GetValueOrDefault(key) + 1;
        }

        var truth = workload.Truth;
        Assert.Equal(
            truth.Events.Where(e => e.State == LogState.Logged).Select(e => $"{e.FunctionArn} {e.EventSource} {e.EventName}: {e.Count}")
                .Order(StringComparer.Ordinal),
            counted.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(truth.Records, records);
        Assert.Equal(truth.FunctionRecords, counted.Values.Sum());
        Assert.Equal(3, truth.Events.Select(e => e.State).Distinct().Count());
        Assert.NotEmpty(truth.Unmapped);
        Assert.NotEmpty(truth.WithoutPermission);
    }

    /// <summary>Denials, periods and actions of a few operations whose action has their name, counted from the records alone.</summary>
    [Fact]
    public void Denials_and_periods_agree_with_the_records()
    {
        var workload = Workload.Random(5);
        var seen = new Dictionary<string, (int Count, int Denied, DateTimeOffset First, DateTimeOffset Last)>();
        foreach (var json in workload.Records().Select(record => JsonDocument.Parse(record.Json).RootElement))
        {
            if (FunctionOf(json) is not { } arn || json.GetProperty("eventSource").GetString() != "secretsmanager.amazonaws.com") continue;
            if (json.GetProperty("eventType").GetString() != "AwsApiCall") continue;
            var key = $"{arn} secretsmanager:{json.GetProperty("eventName")}";
            var time = json.GetProperty("eventTime").GetDateTimeOffset();
            var denied = json.TryGetProperty("errorCode", out var code)
                && code.GetString()!.StartsWith("AccessDenied", StringComparison.Ordinal) ? 1 : 0;
            var before = seen.GetValueOrDefault(key, (0, 0, time, time));
            seen[key] = (before.Item1 + 1, before.Item2 + denied, before.Item3, time);
        }

        var expected = workload.Truth.Used.Values.SelectMany(all => all)
            .Where(used => used.Action.StartsWith("secretsmanager:", StringComparison.Ordinal))
            .GroupBy(used => $"{used.Subject} {used.Action}")
            .ToDictionary(
                group => group.Key,
                group => (group.Sum(u => u.Count), group.Sum(u => u.Denied), group.Min(u => u.FirstSeen), group.Max(u => u.LastSeen)));
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key).Select(pair => $"{pair}"), seen.OrderBy(pair => pair.Key).Select(pair => $"{pair}"));
    }

    [Fact]
    public void Others_cause_95_in_100_records_of_six_kinds()
    {
        var workload = Workload.Random(6);
        var kinds = workload.Records().GroupBy(record => record.Source.Caller.Kind)
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(Enum.GetValues<CallerKind>().Order(), kinds.Keys.Order());
        Assert.InRange(1.0 - ((double)kinds[CallerKind.Function] / kinds.Values.Sum()), 0.945, 0.955);
    }

    [Fact]
    public void All_that_is_hard_is_in_a_workload()
    {
        var workload = Workload.Random(7, new WorkloadOptions { Functions = 60 });
        var shared = workload.Functions.GroupBy(function => function.Role).ToList();
        Assert.Contains(shared, group => group.Select(f => f.Name).Distinct().Count() < group.Count());
        Assert.Contains(shared, group => group.Select(f => f.Region).Distinct().Count() == 3);
        Assert.Contains(shared, group => group.Count() == 1);
        Assert.Contains(workload.Roles, role => role.TrustsOthers);
        Assert.Contains(workload.Roles, role => role.Path != "/");
        var calls = workload.Calls().Where(call => call.Caller.Kind == CallerKind.Function).ToList();
        Assert.Contains(calls, call => call.ErrorCode == "Client.UnauthorizedOperation");
        Assert.Contains(calls, call => call.ErrorCode == "AccessDenied");
        Assert.Contains(calls, call => call.ErrorCode == "ThrottlingException");
        Assert.Contains(calls, call => call.Region != call.Caller.Function!.Region && call.Call.GlobalRegion is null);
        Assert.Equal(
            ["ARN", "ARNPrefix", "arn"],
            calls.SelectMany(call => call.Call.Resources).Select(resource => resource.Key).Distinct().Order(StringComparer.Ordinal));
        var trusting = workload.Truth.Unattributed[workload.Roles.Single(role => role.TrustsOthers).Arn];
        Assert.Contains(trusting, used => workload.Functions.Any(function => function.Name == used.Subject));
        Assert.All(
            workload.Truth.Unattributed.Values,
            all => Assert.Contains(all, used => used.Subject.StartsWith("awslambda_", StringComparison.Ordinal)));
    }

    /// <summary>A role's policies grant what its functions needed, and not what was denied.</summary>
    [Fact]
    public void Policies_agree_with_outcomes()
    {
        var workload = Workload.Random(8);
        foreach (var function in workload.Functions)
        {
            var granted = JsonDocument.Parse(function.Role.Policies["needed"]).RootElement.GetProperty("Statement").EnumerateArray()
                .SelectMany(statement => statement.GetProperty("Action").EnumerateArray()
                    .Select(action => (Action: action.GetString(), Pattern: statement.GetProperty("Resource").GetString()!))).ToList();
            foreach (var used in workload.Truth.Used[function.Arn])
            {
                var isGranted = granted.Exists(grant => grant.Action == used.Action
                    && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(grant.Pattern, used.Resource ?? "*"));
                // Only a wildcard resource has no name, so that what is denied to one can be granted to another.
                if (used.Denied < used.Count) Assert.True(isGranted, $"{used}");
                else if (used.Resource is not null && used.Action != "cloudfront:CreateDistribution") Assert.False(isGranted, $"{used}");
            }
        }
    }

    [Theory]
    [InlineData("""[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]""", "All", "s3 management")]
    [InlineData("""[{"Type":"AWS::DynamoDB::Table","Values":["arn:aws:dynamodb"]}]""", "WriteOnly", "dynamodb management")]
    [InlineData("[]", "ReadOnly", "management")]
    public void Basic_selectors_leave_out_the_rest(string resources, string kind, string expected)
    {
        var workload = Workload.Random(9, new WorkloadOptions { Days = 1, Selectors = TrailSelectors.OfBasic(resources, kind) });
        var records = workload.Records().ToList();
        Assert.Equal(
            expected.Split(' ').Order(),
            records.Select(record => record.IsManagement ? "management" : record.Source.Call.EventSource).Distinct().Order());
        if (kind != "All") Assert.All(records, record => Assert.Equal(kind == "ReadOnly", record.Source.Call.IsReadOnly));
        Assert.Contains(
            workload.Truth.Used.Values.SelectMany(all => all), used => used is { State: LogState.NotSelected, IsDataEvent: true });
    }

    [Theory]
    [InlineData("""{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/"]}""", "arn:aws:s3:::a/x", true)]
    [InlineData("""{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/"]}""", "arn:aws:s3:::b/x", false)]
    [InlineData("""{"Field":"resources.ARN","NotStartsWith":["arn:aws:s3:::a/"]}""", "arn:aws:s3:::a/x", false)]
    [InlineData("""{"Field":"resources.ARN","EndsWith":["/y"]}""", "arn:aws:s3:::a/x", false)]
    [InlineData("""{"Field":"eventName","NotEquals":["GetObject"]}""", "arn:aws:s3:::a/x", false)]
    [InlineData("""{"Field":"readOnly","Equals":["true"]}""", "arn:aws:s3:::a/x", true)]
    [InlineData("""{"Field":"resources.type","Equals":["AWS::SQS::Queue"]}""", "arn:aws:s3:::a/x", false)]
    public void Advanced_selectors_compare_fields(string field, string arn, bool logs)
    {
        var selectors = TrailSelectors.OfAdvanced(
            $$"""[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{{field}}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]""");
        Assert.Equal(logs, selectors.Logs(new LoggedEvent("s3.amazonaws.com", "GetObject", true, "AWS::S3::Object", arn)));
        Assert.True(selectors.Logs(new LoggedEvent("s3.amazonaws.com", "CreateBucket", false, null, null)));
    }

    [Theory]
    [InlineData("""["arn:aws:s3:::a/"]""", "arn:aws:s3:::a/x", true)]
    [InlineData("""["arn:aws:s3:::a/in/"]""", "arn:aws:s3:::a/out/x", false)]
    [InlineData("""["arn:aws:s3:::a"]""", "arn:aws:s3:::ab/x", true)]
    [InlineData("""["arn:aws:s3:::"]""", "arn:aws:s3:::ab/x", true)]
    public void Basic_selectors_compare_prefixes(string values, string arn, bool logs) => Assert.Equal(
        logs,
        TrailSelectors.OfBasic($$"""[{"Type":"AWS::S3::Object","Values":{{values}}}]""")
            .Logs(new LoggedEvent("s3.amazonaws.com", "GetObject", true, "AWS::S3::Object", arn)));

    /// <summary>The function in a record's scope: read here, and not with the module.</summary>
    private static string? FunctionOf(JsonElement record) =>
        record.GetProperty("userIdentity").TryGetProperty("inScopeOf", out var scope)
        && scope.GetProperty("issuerType").GetString() == "AWS::Lambda::Function"
            ? scope.GetProperty("credentialsIssuedTo").GetString()
            : null;

    [GeneratedRegex("^[a-z0-9-]+:[A-Za-z0-9]+$")]
    private static partial Regex Actions();

    [GeneratedRegex("^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+$")]
    private static partial Regex Arns();
}
