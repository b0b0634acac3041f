using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// An estate by chance: a partition, some regions, roles whose names and paths nearly meet, functions of the same name in
/// several regions, and versions with the roles that they froze.
/// </summary>
public sealed class RandomEstate
{
    private static readonly (string Partition, string[] Regions)[] Partitions =
    [
        ("aws", ["us-east-1", "eu-west-1", "ap-south-1", "sa-east-1"]),
        ("aws", ["eu-central-1", "us-west-2"]),
        ("aws-cn", ["cn-north-1", "cn-northwest-1"]),
        ("aws-us-gov", ["us-gov-west-1", "us-gov-east-1"]),
    ];

    private static readonly string[] Names = [
        "app-role", "app-role2", "app_role", "app-rol", "app.role", "lambda-app-role", "app-role-app-role"];
    private static readonly string[] Paths = ["/", "/service-role/", "/app/", "/app/app-role/"];

    public RandomEstate(int seed, bool onlyAws = false, int most = 160)
    {
        var random = new Random(seed);
        (Partition, Regions) = Partitions[random.Next(onlyAws ? 2 : Partitions.Length)];
        Account = Estate.NewAccount(Partition, Regions);
        var roles = Names.Take(random.Next(2, Names.Length + 1))
            .Select(name => Estate.AddRole(Account, Paths[random.Next(Paths.Length)], name)).ToArray();
        var functions = new HashSet<(string, string)>();
        for (var i = random.Next(most); i > 0; i--)
        {
            var region = Regions[random.Next(Regions.Length)];
            var name = $"fn-{random.Next(most)}";
            if (!functions.Add((region, name))) continue;
            var frozen = Enumerable.Range(0, 1 + (random.Next(4) == 0 ? random.Next(1, 4) : 0))
                .Select(_ => roles[random.Next(roles.Length)]).ToArray();
            _specification.Add((region, name, [.. frozen.Select(role => role.Arn)]));
            var function = Estate.AddFunction(Account, region, name, frozen[0]);
            foreach (var role in frozen.Skip(1))
            {
                Estate.Publish(Account, region, function);
                function.Set("Role", role.Arn);
            }
        }
    }

    private readonly List<(string Region, string Name, string[] Roles)> _specification = [];

    public string Partition { get; }

    public string[] Regions { get; }

    public string Home => Regions[0];

    public AccountState Account { get; }

    public SandboxState State => Estate.StateOf(Account);

    /// <summary>What Peers/populate.py makes the same estate from.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        home = Home,
        roles = Account.Roles.Values.Select(role => new { name = role.RoleName, path = role.Path }),
        functions = _specification.Select(function => new { region = function.Region, name = function.Name, roles = function.Roles }),
    });

    /// <summary>What list-functions says of each region, one document after another.</summary>
    public string ListFunctions(bool versions) => string.Join('\n', Regions.Select(region =>
        $$"""{"Functions":[{{string.Join(',', Account.Region(region).List(versions).Select(function => function.Configuration.ToJsonString()))}}]}"""));
}
