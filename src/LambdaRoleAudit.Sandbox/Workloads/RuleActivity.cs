using System.Text;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// What the functions of rule Lambda-006 did in 90 days, with a trail, its log and an event history: a shared role whose functions use
/// different services, denied calls, a session of another principal, a call without a known action, and calls that the trail leaves out.
/// </summary>
public static class RuleActivity
{
    /// <summary>The name of the trail.</summary>
    public const string TrailName = "management-events";

    /// <summary>The name of the trail's bucket.</summary>
    public const string BucketName = "management-events-logs";

    private const string Home = "us-east-1";
    private const string Away = "eu-west-1";

    private static readonly WorkloadOptions Options = new()
    {
        Regions = [Home, Away], Functions = 0, Era = RecordEra.ByDate,
        Selectors = TrailSelectors.OfTypes("AWS::S3::Object", "AWS::DynamoDB::Table"),
    };

    /// <summary>Returns the estate of the rule with its activity until now.</summary>
    public static SandboxState NewState()
    {
        var state = Estate.Rule();
        AddTo(state, state.Now);
        return state;
    }

    /// <summary>Adds the activity of the 90 days before a time to the estate of the rule.</summary>
    public static void AddTo(SandboxState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var account = state.Accounts[Options.AccountId];
        // The last records are an hour old, so that every source has them.
        var last = now.AddHours(-1).UtcDateTime;
        var records = new RuleCalls(account, Options).Until(At(last.Date.AddHours(last.Hour)), At(now.UtcDateTime.Date)).ToList();
        var bucket = state.AddBucket(BucketName, Home, account.AccountId);
        var logged = records.Where(record => Options.Selectors.Logs(EventOf(record.Source.Call)));
        TrailWriter.Write(logged, Options, bucket, new TrailShape { FilesPerHour = 12 });
        lock (account.Lock)
        {
            account.Trails.Add(new TrailState
            {
                Name = TrailName, AccountId = account.AccountId, HomeRegion = Home, S3BucketName = BucketName,
                Selectors = Options.Selectors,
            });
            foreach (var role in records.Select(record => record.Source).Where(call => call.Caller.Role is not null)
                .GroupBy(call => call.Caller.Role!))
                account.LastAccessed[role.Key.Arn] = LastAccessed(role);
            foreach (var record in records.Where(record => record.IsManagement))
                account.Region(record.Source.Region).History.Add(Encoding.UTF8.GetString(record.Json));
        }
    }

    private static DateTimeOffset At(DateTime utc) => new(utc, TimeSpan.Zero);

    private static LoggedEvent EventOf(ApiCall call) =>
        new($"{call.EventSource}.amazonaws.com", call.EventName, call.IsReadOnly, call.DataType, call.DataArn);

    /// <summary>IAM counts denied calls too, and it tracks the actions of management events.</summary>
    private static List<ServiceLastAccessed> LastAccessed(IEnumerable<WorkloadCall> calls) =>
    [
        .. calls.SelectMany(call => call.Call.Needs.Select(need => (Action: need.Action.Split(':'), Call: call)))
            .GroupBy(used => used.Action[0], StringComparer.Ordinal)
            .Select(service => new ServiceLastAccessed(
                service.Key, service.Max(used => used.Call.Time), service.MaxBy(used => used.Call.Time).Call.Region,
                service.Where(used => used.Call.Call.DataType is null).GroupBy(used => used.Action[1], StringComparer.Ordinal)
                    .ToDictionary(action => action.Key, action => (DateTimeOffset?)action.Max(used => used.Call.Time)))),
    ];

    /// <summary>The calls, as records.</summary>
    private sealed class RuleCalls(AccountState account, WorkloadOptions options)
    {
        private readonly RecordWriter _writer = new(1, options);
        private int _number;

        /// <summary>
        /// Returns the records of 90 days in the order of time. The first and the last day have at least one, because a day without any
        /// would look as if the trail had been off.
        /// </summary>
        /// <param name="hour">The hour of each day in which the functions ran.</param>
        /// <param name="today">The start of the last day.</param>
        public IEnumerable<WorkloadRecord> Until(DateTimeOffset hour, DateTimeOffset today)
        {
            yield return Write(today.AddDays(-89).AddSeconds(-1), Home, Person, Instances, null);
            for (var day = 89; day >= 0; day--)
            {
                var time = hour.AddDays(-day);
                foreach (var (region, caller, call, error) in CallsOf(day))
                {
                    time = time.AddSeconds(7);
                    yield return Write(time, region, caller, call, error);
                }
            }

            if (hour < today) yield return Write(today, Home, Person, Instances, null);
        }

        private static Caller Person => new(CallerKind.User, "operator");

        private static ApiCall Instances => new("ec2", "DescribeInstances", true, """{"filterSet":{},"instancesSet":{}}""");

        /// <summary>Returns what happened some days before the end: most calls each day, others each week or month.</summary>
        private IEnumerable<(string Region, Caller Caller, ApiCall Call, string? Error)> CallsOf(int day)
        {
            foreach (var region in options.Regions) yield return (region, Person, Instances, null);
            var poller = Function(Home, "cc-sqs-poller");
            yield return (Home, poller, Call("sqs.ReceiveMessage", Home, "jobs", day), null);
            yield return (Home, poller, Call("lambda.Invoke", Home, "report", day), null);
            if (day % 7 == 3)
                yield return (Home, poller, Call("lambda.GetFunction20150331v2", Home, "report", day), null);
            yield return (Home, Function(Home, "cc-s3-logging"), FilterLogs, null);
            yield return (Home, Function(Home, "s3-get-object"), Call("s3.GetObject", Home, "reports", 1), "AccessDenied");
            var intake = Function(Home, "order-intake");
            yield return (Home, intake, Call("dynamodb.PutItem", Home, "orders", day), null);
            if (day % 7 == 1) yield return (Home, intake, Call("dynamodb.DescribeTable", Home, "orders", day), "AccessDeniedException");
            yield return (Away, Function(Away, "order-archive"), Call("dynamodb.GetItem", Away, "orders", day), null);
            // The statement is hidden, so which action it needs is not known.
            if (day % 30 == 10) yield return (Away, Function(Away, "order-archive"), Statement, "AccessDeniedException");
            yield return (Home, Function(Home, "image-resize"), Call("sts.GetCallerIdentity", Home, "", day), null);
            // A session that is not a function's, from a time when the role trusted others.
            if (day == 60)
                yield return (Home, new Caller(CallerKind.OtherSession, "deploy-check", Role("aws-lambda-full-access")), Roles, null);
        }

        private ApiCall FilterLogs => new(
            "logs", "FilterLogEvents", true, """{"logGroupName":"/aws/lambda/cc-sqs-poller","filterPattern":"ERROR"}""",
            new Need("logs:FilterLogEvents", $"arn:aws:logs:{Home}:{account.AccountId}:log-group:/aws/lambda/cc-sqs-poller:*"));

        private static ApiCall Roles => new("iam", "ListRoles", true, """{"maxItems":100}""", new Need("iam:ListRoles", null));

        private ApiCall Statement => Call("dynamodb.ExecuteStatement.select", Away, "orders", 0) with
        {
            Parameters = """{"statement":"HIDDEN_DUE_TO_SECURITY_REASONS"}""",
            Needs = [],
            IsUnmapped = true,
        };

        private ApiCall Call(string shape, string region, string thing, int item) => Vocabulary.All.Single(known => known.Name == shape)
            .Calls(new CallScene(account.Partition, account.AccountId, region, thing, item))[0];

        private Caller Function(string region, string name)
        {
            var function = account.Region(region).Find(name)!;
            var arn = (string)function.Configuration["Role"]!;
            var role = Role(arn[(arn.LastIndexOf('/') + 1)..]);
            return new Caller(
                CallerKind.Function, name, role, new WorkloadFunction(name, region, account.FunctionArn(region, name), role, []));
        }

        private WorkloadRole Role(string name)
        {
            var role = account.Roles[name];
            return new WorkloadRole(role.RoleName, role.Path, role.Arn, role.RoleId, role.AssumeRolePolicyDocument, TrustsOthers: false);
        }

        private WorkloadRecord Write(DateTimeOffset time, string region, Caller caller, ApiCall call, string? error)
        {
            var happened = new WorkloadCall(time, region, caller, call, error, ++_number);
            return new WorkloadRecord(happened, _writer.Write(happened));
        }
    }
}
