using System.Globalization;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// What others did: users, other roles, AWS services and EC2 instances; and the functions' roles in other sessions, such as Lambda's own
/// pollers, and people who assume a role that trusts them and name their session like a function.
/// </summary>
internal sealed class Noise(long seed, WorkloadOptions options, IReadOnlyList<WorkloadFunction> functions)
{
    private static readonly ApiCall[] Simple =
    [
        new("ec2", "DescribeInstances", true, """{"filterSet":{},"instancesSet":{}}"""),
        new("ec2", "DescribeVolumes", true, """{"volumeSet":{},"filterSet":{}}"""),
        new("iam", "ListRoles", true, """{"maxItems":1000}""") { GlobalRegion = "us-east-1" },
        new("iam", "GetRole", true, """{"roleName":"someone"}""") { GlobalRegion = "us-east-1" },
        new("cloudformation", "DescribeStacks", true, """{"stackName":"platform"}"""),
        new("config", "PutEvaluations", false, """{"evaluations":[],"testMode":false}"""),
        new("sts", "GetCallerIdentity", true, null),
        new("elasticloadbalancing", "DescribeLoadBalancers", true, """{"pageSize":400}"""),
        new("rds", "DescribeDBInstances", true, """{"maxRecords":100}"""),
        new("kms", "Decrypt", true, """{"encryptionContext":{"aws:ebs:id":"vol-0123456789abcdef0"}}"""),
    ];

    /// <summary>Returns the calls of others in one hour, so many that they are the given share of the records.</summary>
    public IEnumerable<WorkloadCall> Of(DateTimeOffset hour, IReadOnlyList<WorkloadCall> own)
    {
        var number = (long)(Dice.Mix(seed, 2, hour.ToUnixTimeSeconds()) >> 1);
        var sessions = OtherSessions(hour, number).ToList();
        foreach (var call in sessions) yield return call;
        var recorded = own.Count(call => call.Call.IsRecorded);
        var count = (int)Math.Ceiling(recorded * options.NoiseShare / (1 - options.NoiseShare)) - sessions.Count;
        for (var i = 0; i < count; i++) yield return Other(hour, (long)(Dice.Mix(number, i) >> 1));
    }

    private WorkloadCall Other(DateTimeOffset hour, long number)
    {
        var region = options.Regions[Dice.Below(options.Regions.Count, number, 1)];
        var caller = Dice.Below(10, number, 2) switch
        {
            < 3 => new Caller(CallerKind.User, $"user-{Dice.Below(9, number, 3)}"),
            < 6 => new Caller(CallerKind.OtherRole, $"session-{Dice.Below(50, number, 3)}"),
            < 8 => new Caller(CallerKind.Service, Dice.Below(2, number, 3) == 0 ? "config.amazonaws.com" : "autoscaling.amazonaws.com"),
            _ => new Caller(CallerKind.Instance, $"i-0{CallScene.Hex($"{number % 20}", 16)}"),
        };
        ApiCall call;
        if (Dice.Below(2, number, 4) == 0)
        {
            call = Simple[Dice.Below(Simple.Length, number, 5)];
        }
        else
        {
            var shape = Vocabulary.All[Dice.Below(Vocabulary.All.Count, number, 5)];
            var thing = string.Create(CultureInfo.InvariantCulture, $"other-{Dice.Below(40, number, 6)}");
            call = shape.Calls(new CallScene(options.Partition, options.AccountId, region, thing, Dice.Below(1000, number, 7)))[0];
        }

        // What needs no selector and always has a record keeps the share of noise.
        if (!call.IsRecorded) call = Simple[0];
        var error = Dice.Below(20, number, 8) switch { 0 => "AccessDenied", 1 => "ThrottlingException", _ => null };
        return new WorkloadCall(
            hour.AddSeconds(Dice.Below(3600, number, 9)), call.GlobalRegion ?? region, caller, call, error, number);
    }

    /// <summary>Returns what the functions' roles did in sessions that are not a function's. Once a day for each role.</summary>
    private IEnumerable<WorkloadCall> OtherSessions(DateTimeOffset hour, long number)
    {
        foreach (var group in functions.GroupBy(function => function.Role))
        {
            var place = Dice.Mix(seed, 3, group.Key.RoleId.Length, group.Key.Name.Sum(c => c));
            if (hour.Hour != (int)(place % 24)) continue;
            var function = group.First();
            var scene = new CallScene(options.Partition, options.AccountId, function.Region, $"source-{group.Key.Name}", 1);
            var queue = scene.Arn("sqs", scene.Thing);
            var poll = new ApiCall(
                "sqs", "GetQueueAttributes", true,
                $$"""{"queueUrl":"https://sqs.{{scene.Region}}.amazonaws.com/{{scene.AccountId}}/{{scene.Thing}}"}""",
                new Need("sqs:GetQueueAttributes", queue));
            yield return Happened($"awslambda_783_{hour:yyyyMMddHHmmss}123", poll, 0);
            if (!group.Key.TrustsOthers) continue;
            var list = new ApiCall("ec2", "DescribeInstances", true, """{"filterSet":{}}""", new Need("ec2:DescribeInstances", null));
            yield return Happened("deploy-pipeline", list, 1);
            // An attempt to look like a function.
            yield return Happened(
                function.Name,
                new ApiCall(
                    "s3", "GetBucketLocation", true, """{"bucketName":"stolen","location":""}""",
                    new Need("s3:GetBucketLocation", $"arn:{options.Partition}:s3:::stolen")),
                2);

            WorkloadCall Happened(string session, ApiCall call, int index)
            {
                var id = (long)(Dice.Mix(number, (long)place, index) >> 1);
                return new WorkloadCall(
                    hour.AddSeconds(Dice.Below(3600, id)), scene.Region, new Caller(CallerKind.OtherSession, session, group.Key), call,
                    null, id);
            }
        }
    }
}
