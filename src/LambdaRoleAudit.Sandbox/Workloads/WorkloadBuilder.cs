using System.Globalization;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Makes the functions and roles of a workload.</summary>
internal sealed class WorkloadBuilder(int seed, WorkloadOptions options)
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private static readonly string[] Paths = ["/", "/team/", "/service-role/", "/team/orders/"];
    private static readonly string[] Words = ["orders", "billing", "images", "search", "audit", "mail", "stock", "report"];
    private static readonly string[] Unneeded = ["sqs:PurgeQueue", "dynamodb:DeleteTable", "s3:DeleteBucket", "sns:DeleteTopic"];

    private readonly Random _random = new(seed);
    private readonly Queue<CallShape> _deck = new();
    private int _things;

    /// <summary>
    /// Returns the roles and functions. The first roles are the difficult ones: one with two functions of one name in two regions, one that
    /// trusts others than Lambda, and one that functions in three regions share. The others have one to three functions.
    /// </summary>
    public (IReadOnlyList<WorkloadRole> Roles, IReadOnlyList<WorkloadFunction> Functions) Build()
    {
        if (options.Functions < 7) throw new ArgumentException("A workload has 7 functions or more.");
        var roles = new List<WorkloadRole>();
        var functions = new List<WorkloadFunction>();
        var twins = Role(false);
        Add(twins, ("orders-intake", 0), ("orders-intake", 1));
        Add(Role(true), (Name(), 0), (Name(), 1));
        Add(Role(false), (Name(), 0), (Name(), 1), (Name(), 2));
        while (functions.Count < options.Functions)
        {
            var left = options.Functions - functions.Count;
            var count = options.Roles is { } all
                ? Math.Max(1, left / Math.Max(1, all - roles.Count))
                : Math.Min(left, 1 + _random.Next(3));
            Add(Role(false), [.. Enumerable.Range(0, count).Select(_ => (Name(), _random.Next(options.Regions.Count)))]);
        }

        foreach (var role in roles) Grant(role, functions.Where(function => function.Role == role));
        return (roles, functions);

        string Name() => string.Create(
            CultureInfo.InvariantCulture, $"{Words[_random.Next(Words.Length)]}-worker-{functions.Count + ++_things}");

        WorkloadRole Role(bool trustsOthers)
        {
            var path = Paths[(roles.Count + 1) % Paths.Length];
            var name = string.Create(CultureInfo.InvariantCulture, $"{Words[roles.Count % Words.Length]}-role-{roles.Count}");
            roles.Add(new WorkloadRole(
                name, path, $"arn:{options.Partition}:iam::{options.AccountId}:role{path}{name}",
                $"AROA{CallScene.Hex($"{seed}/{name}", 17).ToUpperInvariant()}", trustsOthers ? OthersTrust() : Trust, trustsOthers));
            return roles[^1];
        }

        void Add(WorkloadRole role, params (string Name, int Region)[] members)
        {
            // The functions of a role have one resource in common.
            var common = Thing();
            foreach (var (name, place) in members)
            {
                var region = options.Regions[place % options.Regions.Count];
                // The first function has every outcome, whatever the seed is.
                var fixedSteps = functions.Count > 0 ? [] : Outcomes(region);
                functions.Add(new WorkloadFunction(
                    name, region, $"arn:{options.Partition}:lambda:{region}:{options.AccountId}:function:{name}", role,
                    [
                        .. fixedSteps,
                        .. functions.Count == 0 && options.HasMonthlyCallOutside ? new[] { MonthlyOutside(region) } : [],
                        .. Enumerable.Range(0, options.CallsPerFunction).Select(number => Step(region, number == 0 ? common : Thing())),
                    ]));
            }
        }
    }

    private ProgramCall[] Outcomes(string region) =>
    [
        new(Shape("ec2.StopInstances"), region, $"{Thing()}-closed", Frequency.Daily, Outcome.Denied, 5),
        new(Shape("s3.GetObject"), region, $"{Thing()}-closed", Frequency.Daily, Outcome.Denied, 6),
        new(Shape("secretsmanager.GetSecretValue.name"), region, $"{Thing()}-closed", Frequency.Daily, Outcome.Denied, 7),
        new(Shape("ssm.GetParameter"), region, Thing(), Often, Outcome.Throttled, 8),
        new(Shape("dynamodb.GetItem"), options.Regions[^1], Thing(), Often, Outcome.Success, 9),
    ];

    private Frequency Often => options.IsSparse ? Frequency.Daily : Frequency.Hourly;

    /// <summary>Returns a call of a day of the month that is not in the period.</summary>
    private ProgramCall MonthlyOutside(string region)
    {
        var days = Enumerable.Range(0, options.Days + 1).Select(day => options.Start.AddDays(day).Day).ToHashSet();
        var day = Enumerable.Range(1, 28).First(day => !days.Contains(day));
        return new ProgramCall(Shape(WorkloadOptions.MonthlyShape), region, "month-end", Frequency.Monthly, Outcome.Success, PhaseOf(day));
    }

    /// <summary>Returns a phase whose day of the month is the given one.</summary>
    private static int PhaseOf(int day) => Enumerable.Range(0, 28 * 24).First(phase => 1 + (phase % 28) == day);

    private static CallShape Shape(string name) => Vocabulary.All.Single(shape => shape.Name == name);

    private ProgramCall Step(string region, string thing)
    {
        var outcome = _random.Next(12) switch { 0 => Outcome.Denied, 1 => Outcome.Throttled, _ => Outcome.Success };
        var frequency = _random.Next(10) switch
        {
            0 => Frequency.Monthly,
            < 4 => Frequency.Daily,
            _ => options.IsSparse ? Frequency.Daily : Frequency.Hourly,
        };
        var elsewhere = _random.Next(7) == 0;
        return new ProgramCall(
            Draw(), elsewhere ? options.Regions[_random.Next(options.Regions.Count)] : region,
            outcome == Outcome.Denied ? $"{thing}-closed" : thing, frequency, outcome, _random.Next(24 * 28));
    }

    /// <summary>Deals the vocabulary: every shape is used before one is used again.</summary>
    private CallShape Draw()
    {
        if (_deck.Count == 0)
        {
            var shapes = Vocabulary.All.ToArray();
            _random.Shuffle(shapes);
            foreach (var shape in shapes) _deck.Enqueue(shape);
        }

        return _deck.Dequeue();
    }

    private string Thing() => string.Create(CultureInfo.InvariantCulture, $"{Words[_random.Next(Words.Length)]}-{++_things}");

    private string OthersTrust() => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","ec2.amazonaws.com"],"AWS":"arn:{{options.Partition}}:iam::{{options.AccountId}}:root"},"Action":"sts:AssumeRole"}]}
        """;

    /// <summary>Writes the policies: one statement for each permission, and a grant that nobody needs.</summary>
    private void Grant(WorkloadRole role, IEnumerable<WorkloadFunction> functions)
    {
        var needs = functions.SelectMany(function => function.Program).Where(step => step.Outcome != Outcome.Denied)
            .SelectMany(step => step.Shape.Calls(new CallScene(options.Partition, options.AccountId, step.Region, step.Thing, 0)))
            .SelectMany(call => call.Needs)
            .Select(need => (need.Action, Resource: need.Grant ?? need.Resource ?? "*"))
            .Distinct().ToList();
        var unneeded = Unneeded[role.Name.Length % Unneeded.Length];
        role.UnneededActions = [unneeded];
        if (options.HasBroadRoles)
        {
            var services = needs.Select(need => $"{need.Action.Split(':')[0]}:*").Distinct().Append("logs:*").Append("iam:PassRole");
            role.Policies = new Dictionary<string, string> { ["all"] = Document([(services.Distinct(), "*")]) };
            return;
        }

        role.Policies = new Dictionary<string, string>
        {
            ["needed"] = Document(needs.GroupBy(need => need.Resource, StringComparer.Ordinal)
                .Select(group => (group.Select(need => need.Action).Distinct(), group.Key))),
            ["unneeded"] = Document([([unneeded], "*")]),
        };
    }

    private static string Document(IEnumerable<(IEnumerable<string> Actions, string Resource)> statements) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select((statement, number) => new JsonObject
        {
            ["Sid"] = string.Create(CultureInfo.InvariantCulture, $"S{number}"),
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. statement.Actions.Select(action => (JsonNode)action)]),
            ["Resource"] = statement.Resource,
        })]),
    }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
