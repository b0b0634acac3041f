using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Functions that share a role, and their usage, so that a repair with the strategy Used creates every kind of policy: an inline policy,
/// and a customer managed policy, because two managed policies of the source are narrowed and do not fit inline together.
/// </summary>
internal static class UsedEstate
{
    private const string Region = "us-east-1";

    /// <summary>The functions, f-0 and up, on one role.</summary>
    public static SandboxState State(int functions = 2)
    {
        var account = Estate.NewAccount(regions: [Region]);
        var role = Estate.AddRole(account, "/team/", "shared");
        role.InlinePolicies["data"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""";
        for (var number = 1; number <= 2; number++)
        {
            var policy = new ManagedPolicyState
            {
                PolicyName = $"queues-{number}", Path = "/", PolicyId = $"ANPAQUEUES{number}", AccountId = account.AccountId,
                DefaultVersionId = "v1",
            };
            policy.Versions["v1"] = JsonSerializer.Serialize(new
            {
                Version = "2012-10-17",
                Statement = new object[]
                {
                    new { Effect = "Allow", Action = "sqs:SendMessage", Resource = Queues(number) },
                    new { Effect = "Allow", Action = "sqs:PurgeQueue", Resource = "*" },
                },
            });
            var arn = $"arn:aws:iam::{account.AccountId}:policy/{policy.PolicyName}";
            account.Policies[arn] = policy;
            role.AttachedPolicyArns.Add(arn);
        }

        for (var i = 0; i < functions; i++) Estate.AddFunction(account, Region, $"f-{i}", role, inVpc: false);
        return Estate.StateOf(account);
    }

    /// <summary>The options of a plan with the usage of all functions.</summary>
    public static RepairOptions Options(SandboxState state) => new()
    {
        Strategy = RepairStrategy.Used, Usage = Usage(state), Narrowing = new NarrowingOptions { MinimumDays = 30 },
    };

    /// <summary>What each function did: it read a bucket, and sent messages to queues that the records do not name.</summary>
    public static IReadOnlyList<LambdaRoleUsage> Usage(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        var role = account.Roles["shared"].Arn;
        return [.. account.Region(Region).List(allVersions: false).Select(function =>
            UsageSamples.UsageOf(
                function.FunctionName, "shared",
                [
                    UsageSamples.Allows("s3", 100), UsageSamples.Allows("s3", 40, 1, eventType: "AWS::S3::Object"),
                    UsageSamples.Allows("sqs", 1), UsageSamples.Allows("sqs", 1, 1, eventType: "AWS::SQS::Queue"),
                ],
                UsageSamples.Used("s3:GetObject", "arn:aws:s3:::orders/in/1.json", 5), UsageSamples.Used("sqs:SendMessage", null, 7)) with
            {
                FunctionArn = function.FunctionArn, Region = Region, AccountId = account.AccountId, RoleArn = role, LogRegions = [Region],
            })];
    }

    /// <summary>Plans and repairs until nothing is left to do.</summary>
    public static async Task CompleteAsync(Sandbox.Server.SandboxServer server)
    {
        var all = new NameTest<LambdaFunction>("f-*", function => function.FunctionName.StartsWith("f-", StringComparison.Ordinal));
        var plan = await RepairRuns.PlanAsync(server, Options(server.State), new Selection { Functions = [all] });
        Assert.NotEmpty(plan);
        Assert.All(plan, step => Assert.True(step.CanApply || step.IsAlreadyRepaired, $"{step}: {string.Join(' ', step.Blockers)}"));
        Assert.All(
            await RepairRuns.RepairAsync(server, plan),
            result => Assert.True(
                result.Status is RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired, $"{result}: {result.Reason}"));
    }

    private static string[] Queues(int number) =>
        [.. Enumerable.Range(0, 48).Select(i => $"arn:aws:sqs:us-east-1:123456789012:team-{number}-{i:000}-{new string('q', 60)}")];

    /// <summary>The documents that each function's role has.</summary>
    public static IEnumerable<string> PoliciesOf(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        return [.. RepairObserver.Functions(account).Select(function =>
            account.FindRole(function.Role) is { } role ? Of(account, role) : $"role {function.Role} does not exist")];
    }

    private static string Of(AccountState account, RoleState role) => string.Join(
        '\n',
        role.InlinePolicies.Select(policy => $"{policy.Key}: {policy.Value}")
            .Concat(role.AttachedPolicyArns.Select(arn => $"{arn}: {account.Policies.GetValueOrDefault(arn)?.DefaultDocument}"))
            .Order(StringComparer.Ordinal));

    /// <summary>The documents that a role has.</summary>
    public static string PoliciesOf(AccountState account, string role) => Of(account, account.Roles[role]);
}
