using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// An estate of one function and its role, as it should be, in which a test plants a defect; beside it, functions and roles
/// that have none.
/// </summary>
public sealed class Plant
{
    public const string Account = "123456789012";
    public const string Region = "eu-west-1";
    public const string RoleArn = $"arn:aws:iam::{Account}:role/app/planted-role";
    public const string FunctionArn = $"arn:aws:lambda:{Region}:{Account}:function:planted";

    private const string Logs =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}""";

    /// <summary>Statements of the role's inline policy, beside what lets it write its logs.</summary>
    public List<JsonObject> Statements { get; } = [];

    /// <summary>More policies: name, ARN for a managed one, document.</summary>
    public List<RolePolicy> Policies { get; } = [];

    public string? Boundary { get; set; }

    public string Trust { get; set; } = TrustPolicies.Lambda;

    public bool Exists { get; set; } = true;

    public bool HasLogs { get; set; } = true;

    public Dictionary<string, string> Tags { get; } = [];

    public IReadOnlyList<string> InstanceProfiles { get; set; } = [];

    public SourceRoleTemplate? Template { get; set; }

    public Func<FunctionDetail, FunctionDetail> Settings { get; set; } = detail => detail;

    public List<EventSourceMapping> Mappings { get; } = [];

    public string? ResourcePolicy { get; set; }

    /// <summary>More functions or versions, by region, name, version and role.</summary>
    public List<LambdaFunction> Others { get; } = [];

    public List<ExecutionRole> OtherRoles { get; } = [];

    /// <summary>
    /// Puts the defect in an estate made up by chance: more on the role, and functions with roles of their own beside it, all as
    /// they should be.
    /// </summary>
    public void Scatter(Random random)
    {
        for (var i = random.Next(3); i > 0; i--)
            Policies.Insert(random.Next(Policies.Count + 1), new RolePolicy($"harmless-{i}", null, Document(Harmless(random))));
        if (random.Next(2) == 0) Tags["team"] = $"t{random.Next(9)}";
        for (var i = random.Next(12); i > 0; i--)
        {
            var role = OtherRole($"scattered-{i}-role", TrustPolicies.Lambda) with
            {
                InlinePolicies = [new RolePolicy("logs", null, Logs), new RolePolicy("harmless", null, Document(Harmless(random)))]
            };
            OtherRoles.Add(role);
            Others.Add(Function(random.Next(2) == 0 ? Region : "ap-northeast-1", $"scattered-{i}", role.RoleArn));
            if (random.Next(3) == 0) Others.Add(Function(Others[^1].Region, $"scattered-{i}", role.RoleArn, "7"));
        }

        Shuffle(Statements);
        Shuffle(Others);
        Shuffle(OtherRoles);

        void Shuffle<T>(List<T> items)
        {
            for (var i = items.Count - 1; i > 0; i--)
            {
                var other = random.Next(i + 1);
                (items[i], items[other]) = (items[other], items[i]);
            }
        }
    }

    private static JsonObject Harmless(Random random) => random.Next(5) switch
    {
        0 => Statement("Allow", "s3:GetObject", $"arn:aws:s3:::data-{random.Next(99)}/*"),
        1 =>
            Statement(
                "Allow", new[] { "dynamodb:GetItem", "dynamodb:Query" }, $"arn:aws:dynamodb:{Region}:{Account}:table/t{random.Next(99)}"),
        2 => Statement("Allow", "ssm:GetParameter", $"arn:aws:ssm:{Region}:{Account}:parameter/app/*"),
        3 => Statement("Allow", "xray:GetSamplingRules", "*"),
        _ => Statement("Allow", "cloudwatch:PutMetricData", "*"),
    };

    public static LambdaFunction Function(string region, string name, string role, string version = LambdaFunction.Latest) => new()
    {
        FunctionName = name, Region = region, Role = role, Version = version, AccountId = Account,
        FunctionArn = $"arn:aws:lambda:{region}:{Account}:function:{name}{(version == LambdaFunction.Latest ? "" : $":{version}")}",
    };

    public static JsonObject Statement(
        string effect, object actions, object resources, object? condition = null, bool notAction = false, bool notResource = false)
    {
        var statement = new JsonObject
        {
            ["Effect"] = effect,
            [notAction ? "NotAction" : "Action"] = JsonSerializer.SerializeToNode(actions),
            [notResource ? "NotResource" : "Resource"] = JsonSerializer.SerializeToNode(resources),
        };
        if (condition is not null) statement["Condition"] = JsonSerializer.SerializeToNode(condition);
        return statement;
    }

    public static string Document(params JsonObject[] statements) =>
        new JsonObject
        {
            ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements.Select(statement => statement.DeepClone())])
        }.ToJsonString();

    public void Allow(object actions, object resources, object? condition = null) =>
        Statements.Add(Statement("Allow", actions, resources, condition));

    public void Deny(object actions, object resources, object? condition = null) =>
        Statements.Add(Statement("Deny", actions, resources, condition));

    /// <summary>The role as it is planted.</summary>
    public ExecutionRole Role()
    {
        if (!Exists)
            return AccountRoleReader.Missing(new RoleReference("planted-role", Arn.TryParseRole(RoleArn, out var arn) ? arn : null));
        var inline = new List<RolePolicy>();
        if (HasLogs) inline.Add(new RolePolicy("logs", null, Logs));
        if (Statements.Count > 0) inline.Add(new RolePolicy("planted", null, Document([.. Statements])));
        return OtherRole("planted-role", Trust) with
        {
            RoleArn = RoleArn,
            Path = "/app/",
            InlinePolicies = [.. inline, .. Policies.Where(policy => policy.PolicyArn is null)],
            AttachedPolicies = [.. Policies.Where(policy => policy.PolicyArn is not null)],
            PermissionsBoundary = Boundary is null ? null : new RolePolicy("boundary", $"arn:aws:iam::{Account}:policy/boundary", Boundary),
            InstanceProfiles = InstanceProfiles,
            SourceRoleTemplate = Template,
            Tags = Tags,
        };
    }

    public static ExecutionRole OtherRole(string name, string trust) => new()
    {
        RoleName = name,
        RoleArn = $"arn:aws:iam::{Account}:role/{name}",
        AccountId = Account,
        Path = "/",
        Exists = true,
        IsComplete = true,
        TrustPolicy = trust,
        TrustsLambda = Trusts(trust),
        InstanceProfiles = [],
        IsLastUseRead = true,
    };

    public LambdaRoleAudit.Accounts.Account Facts(bool isComplete = true)
    {
        var planted = Settings(new FunctionDetail { Function = Function(Region, "planted", RoleArn) });
        var innocent = new FunctionDetail { Function = Function("us-east-1", "innocent", $"arn:aws:iam::{Account}:role/innocent-role") };
        var builder = new FunctionInventoryBuilder(problem => throw new ProblemException(problem));
        foreach (var function in Others.Append(planted.Function).Append(innocent.Function)) builder.Add(function);
        if (!isComplete) MarkUnread();
        return new LambdaRoleAudit.Accounts.Account(new AccountData(builder.Build())
        {
            Details = [
                planted, innocent,
                .. Others.Where(function => function.Version == LambdaFunction.Latest)
                    .Select(function => new FunctionDetail { Function = function })],
            Roles = [
                .. Exists ? [Role()] : Array.Empty<ExecutionRole>(),
                OtherRole("innocent-role", TrustPolicies.Lambda) with { InlinePolicies = [new RolePolicy("logs", null, Logs)] },
                .. OtherRoles],
            HasAllRoles = true,
            Mappings = [.. Mappings.Select(mapping => (Region, mapping with { FunctionArn = mapping.FunctionArn ?? FunctionArn }))],
            MappingsUnread = new Dictionary<string, string>(),
            Policies = FunctionPolicies.Of(
                ResourcePolicy is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { [FunctionArn] = ResourcePolicy }, ResourcePolicy is null ? [] : [planted.Function]),
        });

        void MarkUnread()
        {
            builder = new FunctionInventoryBuilder(_ => { });
            foreach (var function in Others.Append(planted.Function).Append(innocent.Function)) builder.Add(function);
            builder.AddUnreadRegion("us-west-2", new Problem("AccessDenied", ProblemKind.AccessDenied, "denied", "allow"));
        }
    }

    /// <summary>All findings.</summary>
    public IReadOnlyList<LambdaRoleFinding> Test(FindingOptions? options = null) =>
        [.. new RuleRunner(Facts(), options ?? new FindingOptions(), problem => throw new ProblemException(problem)).Run(
            Selection.Everything)];

    private static bool Trusts(string trust)
    {
        try
        {
            return TrustPolicies.TrustsLambda(LambdaRoleAudit.Policies.PolicyDocument.Parse(trust));
        }
        catch (LambdaRoleAudit.Policies.PolicyFormatException)
        {
            return false;
        }
    }
}
