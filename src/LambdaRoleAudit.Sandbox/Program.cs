using System.CommandLine;
using LambdaRoleAudit.Sandbox.Faults;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Tour;
using LambdaRoleAudit.Sandbox.Workloads;

var port = new Option<int>("--port") { Description = "Port on loopback; 0 for a free one.", DefaultValueFactory = _ => 0 };
var estate = new Option<string>("--estate")
{
    Description =
        "'rule', 'small', a number of functions, 'roles:' and a number of roles, 'shared:' and a number of functions, 'workload': "
        + "functions with a trail, its log and an event history of two days that ended this hour, or 'team': 300 functions on 20 roles "
        + "with a trail of 90 days.",
    DefaultValueFactory = _ => "rule"
};
var latency = new Option<int>("--latency") { Description = "Milliseconds that every answer takes at least." };
var seed = new Option<int>("--seed")
{
    Description = "Seed of the estate and of faults that strike by chance.", DefaultValueFactory = _ => 1
};
var faults = new Option<string>("--faults")
{
    Description =
        "What goes wrong: kind[:operation][@region][#number[+]][=probability], commas between. Kinds: "
        + $"{string.Join(", ", Enum.GetNames<FaultKind>()).ToLowerInvariant()}.",
};
var noQuotas = new Option<bool>("--no-quotas") { Description = "Do not enforce AWS's request quotas." };
var clock = new Option<int>("--clock-offset") { Description = "Seconds by which the Sandbox's clock is ahead." };
var iamDelay = new Option<int>("--iam-delay")
{
    Description = "Milliseconds until Lambda sees what IAM was told.", DefaultValueFactory = _ => 1000
};
var iamStaleness = new Option<double>("--iam-staleness")
{
    Description = "Up to how many seconds old an answer of IAM's reads may be, each by chance: a new role is not there yet, "
        + "a deleted one still is. Writes act on what is.",
};
var updateTime = new Option<int>("--update-time")
{
    Description = "Milliseconds that a function's update is in progress.", DefaultValueFactory = _ => 500
};
var denyAfterMove = new Option<string[]>("--deny-after-move")
{
    Description = "A call that a function is denied right after it got another role: function=service:Operation.",
};

var serve = new Command("serve", "Serves until Ctrl-C.")
{
    port, estate, latency, seed, faults, noQuotas, clock, iamDelay, iamStaleness, updateTime, denyAfterMove,
};
serve.SetAction(async (arguments, cancellationToken) =>
{
    try
    {
        var name = arguments.GetValue(estate)!;
        var state = name == "rule" ? RuleActivity.NewState() : name == "workload"
            ? WorkloadSandbox.NewState(Workload.Random(arguments.GetValue(seed), new WorkloadOptions
            {
                Functions = 8, Days = 2, NoiseShare = 0.5,
                End = new DateTimeOffset(DateTime.UtcNow.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero),
            }))
            : name == "team" ? TeamEstate.NewState(arguments.GetValue(seed))
            : Estate.Named(name, arguments.GetValue(seed));
        state.IamDelay = TimeSpan.FromMilliseconds(arguments.GetValue(iamDelay));
        state.UpdateTime = TimeSpan.FromMilliseconds(arguments.GetValue(updateTime));
        state.ClockOffset = TimeSpan.FromSeconds(arguments.GetValue(clock));
        foreach (var text in arguments.GetValue(denyAfterMove) ?? [])
        {
            var (function, call) = text.Split('=') is [var left, var right] ? (left, right) : throw new FormatException(
                $"'{text}' is not a function and a call, such as orders=ssm:GetParameter.");
            state.DeniedAfterMove[function] = FunctionCall.Parse(call);
        }

        var staleness = arguments.GetValue(iamStaleness);
        if (staleness < 0) throw new ArgumentException("--iam-staleness is a number of seconds, 0 or more.");
        await using var server = await SandboxServer.StartAsync(state, new SandboxOptions
        {
            Port = arguments.GetValue(port),
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
            EnforceQuotas = !arguments.GetValue(noQuotas),
            IamStaleness = TimeSpan.FromSeconds(staleness),
            Faults = FaultRule.ParseAll(arguments.GetValue(faults)),
            Seed = arguments.GetValue(seed),
        });
        Console.WriteLine($"""
            Serving Lambda, IAM, STS, CloudTrail, CloudWatch, S3, Athena and EC2 DescribeRegions on {server.Url} until Ctrl-C.
            In PowerShell:

              $env:AWS_ENDPOINT_URL = '{server.Url.ToString().TrimEnd('/')}'
              $env:AWS_ACCESS_KEY_ID = '{SandboxCredential.Default.AccessKey}'
              $env:AWS_SECRET_ACCESS_KEY = '{SandboxCredential.Default.SecretKey}'
              $env:AWS_REGION = $env:AWS_DEFAULT_REGION = 'us-east-1'
            """);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }
    catch (Exception e) when (e is ArgumentException or FormatException or IOException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
});

var functions = new Option<int>("--functions") { Description = "Functions.", DefaultValueFactory = _ => 300 };
var roles = new Option<int>("--roles") { Description = "Roles that they share.", DefaultValueFactory = _ => 20 };
var days = new Option<int>("--days") { Description = "Days of records.", DefaultValueFactory = _ => 90 };
var leastPrivilege = new Command(
    "least-privilege", "Shows what least privilege takes away from 300 functions on 20 roles. Writes least-privilege.html.")
{
    seed, functions, roles, days,
};
leastPrivilege.SetAction((arguments, cancellationToken) => LeastPrivilegeTour.RunAsync(
    Console.Out, arguments.GetValue(seed), arguments.GetValue(functions), arguments.GetValue(roles), arguments.GetValue(days),
    cancellationToken));

var root = new RootCommand("A local AWS endpoint for LambdaRoleAudit. Without arguments: a tour of the module on it.")
{
    serve, leastPrivilege,
};
root.SetAction((_, cancellationToken) => GuidedTour.RunAsync(Console.Out, cancellationToken));
return await root.Parse(args).InvokeAsync();
