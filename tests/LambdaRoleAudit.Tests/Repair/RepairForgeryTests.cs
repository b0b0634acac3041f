using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// Somebody who can write tags, and nothing else, against somebody who undoes repairs: a tag is a claim, and what a role's name was
/// not made of is not believed.
/// </summary>
public class RepairForgeryTests
{
    private const string Admin = "arn:aws:iam::123456789012:role/admin";

    /// <summary>What the attacker writes on which role; nothing may be touched for it.</summary>
    public static TheoryData<string, string, Action<AccountState>> Forgeries() => new()
    {
        // Reproduced once: three tags made Undo delete a role of ECS, which no function names.
        { "prod-ecs-task", "was not derived from them",
            account =>
                Claim(
                    account.Roles["prod-ecs-task"], account.FunctionArn("us-east-1", "order-intake"),
                    account.Roles["order-events-role"].Arn, ContentOf(account.Roles["prod-ecs-task"])) },
        // And another three put a function on the administrators' role.
        { "order-intake", "was not derived from them", account => RepairRuns.Made(account, "order-intake").Tags[RoleTags.Source] = Admin },
        { "order-intake", "was not derived from them",
            account =>
                RepairRuns.Made(account, "order-intake").Tags[RoleTags.Function] = account.FunctionArn("us-east-1", "image-resize") },
        { "order-intake", "was not derived from them",
            account => RepairRuns.Made(account, "order-intake").Tags[RoleTags.Content] = new string('0', 64) },
        { "order-intake", "does not have the tag", account => RepairRuns.Made(account, "order-intake").Tags.Remove(RoleTags.Content) },
        { "order-intake", "not a function ARN",
            account =>
                RepairRuns.Made(account, "order-intake").Tags[RoleTags.Function] =
                    "arn:aws:lambda:us-east-1:123456789012:function:order-intake:7" },
        { "order-intake", "not in the role's account",
            account =>
                RepairRuns.Made(account, "order-intake").Tags[RoleTags.Function] =
                    "arn:aws:lambda:us-east-1:999999999999:function:order-intake" },
        { "order-intake", "not in the role's account",
            account =>
                RepairRuns.Made(account, "order-intake").Tags[RoleTags.Source] = "arn:aws:iam::999999999999:role/order-events-role" },
        { "order-intake", "the role itself as its source role",
            account => RepairRuns.Made(account, "order-intake").Tags[RoleTags.Source] = RepairRuns.Made(account, "order-intake").Arn },
        { "order-intake", "not a role ARN",
            account => RepairRuns.Made(account, "order-intake").Tags[RoleTags.Source] = "arn:aws:iam::123456789012:user/me" },
        // A changed trust policy takes more than tags; the role is not touched then either.
        { "order-intake", "principals other than Lambda",
            account =>
                RepairRuns.Made(
                    account,
                    "order-intake").AssumeRolePolicyDocument =
                        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}""" },
        { "order-intake", "principals other than Lambda",
            account =>
                RepairRuns.Made(account, "order-intake").AssumeRolePolicyDocument =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_the_tags_claim_and_the_name_does_not_bear_out_touches_nothing(
        string target, string why, Action<AccountState> forge)
    {
        var (server, account) = await RepairedAsync();
        await using var _ = server;
        forge(account);
        var before = RepairObserver.Snapshot(server.State);
        var steps = await RepairRuns.SurveyAsync(server);
        var step = steps.Single(step => step.Repaired.Role.RoleName.StartsWith(target, StringComparison.Ordinal));
        Assert.Equal(RepairStanding.ClaimNotTrue, step.Standing);
        Assert.Contains(why, step.Describe(), StringComparison.Ordinal);

        var result =
            Assert.Single(await RepairRuns.UndoAsync(server, new UndoScope { Selection = Choose.Role(step.Repaired.Role.RoleName) }));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
        Assert.Equal(before, RepairObserver.Snapshot(server.State));
    }

    /// <summary>Tags that make a shared role look like the function's own do not hide it from a repair.</summary>
    [Fact]
    public async Task A_function_is_not_repaired_already_because_a_tag_says_so()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var function = account.Region("us-east-1").Find("order-intake")!;
        await using var server = await Sandboxes.StartAsync(state);
        var planned = (await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake");
        Forge(account.Roles["order-events-role"]);
        Assert.False((await RepairRuns.PlanAsync(server)).Single(step => step.FunctionName == "order-intake").IsAlreadyRepaired);
        // A plan that was made before meets the function on another role with such tags.
        Forge(account.Roles["image-resize-us-east-1-role"]);
        function.Set("Role", account.Roles["image-resize-us-east-1-role"].Arn);
        Assert.Equal(RoleRepairStatus.Blocked, Assert.Single(await RepairRuns.RepairAsync(server, [planned])).Status);

        void Forge(RoleState role) => Claim(role, function.FunctionArn, account.Roles["aws-lambda-full-access"].Arn, ContentOf(role));
    }

    /// <summary>
    /// Random claims on every role of the account: whatever is written, no stranger's role changes and no function goes anywhere
    /// but home.
    /// </summary>
    [Fact]
    public async Task No_tags_that_can_be_written_move_a_function_elsewhere_or_delete_a_strangers_role()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var (server, account) = await RepairedAsync();
            await using var _ = server;
            var home = RepairObserver.Functions(account)
                .ToDictionary(
                    function => function.FunctionArn, function => new HashSet<string> { function.Role, SourceOf(account, function) });
            var strangers = account.Roles.Values.Where(role => !role.Tags.ContainsKey(RoleTags.Repair)).Select(role => role.RoleName)
                .ToList();
            string[] functions = [
                .. RepairObserver.Functions(account).Select(function => function.FunctionArn), "", "x",
                account.FunctionArn("us-east-1", "nobody")];
            string[] roles = [.. account.Roles.Values.Select(role => role.Arn), "", "arn:aws:iam::123456789012:role/gone"];
            string[] contents = [.. account.Roles.Values.Select(ContentOf), "", new string('0', 64)];
            foreach (var role in account.Roles.Values)
            {
                if (random.Next(4) == 0) role.Tags[RoleTags.Repair] = "forged";
                if (random.Next(2) == 0) role.Tags[RoleTags.Function] = Pick(functions);
                if (random.Next(2) == 0) role.Tags[RoleTags.Source] = Pick(roles);
                if (random.Next(2) == 0) role.Tags[RoleTags.Content] = Pick(contents);
                if (random.Next(8) == 0)
                    role.Tags[RoleTags.Removal] = Pick([
                        "", "x", new RemovalMark("somebody", server.State.Now).ToString(),
                        new RemovalMark("somebody", server.State.Now.AddYears(1)).ToString()]);
            }

            var tagged = strangers.ToDictionary(name => name, name => RepairObserver.Snapshot(account.Roles[name]));
            await RepairRuns.UndoAsync(server, problems: []);
            Assert.All(strangers, name => Assert.Equal(tagged[name], RepairObserver.Snapshot(account.Roles[name])));
            Assert.All(RepairObserver.Functions(account), function => Assert.Contains(function.Role, home[function.FunctionArn]));
            Assert.All(RepairObserver.Functions(account), function => Assert.NotNull(account.FindRole(function.Role)));
        }

        string Pick(string[] values) => values[random.Next(values.Length)];
    }

    [Fact]
    public void A_name_is_bound_by_everything_that_it_was_made_of()
    {
        var name = RoleNaming.Bound("team-", "f", "us-east-1", "function", "source", "content");
        Assert.Matches("^team-f-us-east-1-[0-9a-f]{16}$", name);
        Assert.True(RoleNaming.IsBound(name, "us-east-1", "function", "source", "content"));
        Assert.False(RoleNaming.IsBound(name, "us-east-2", "function", "source", "content"));
        Assert.False(RoleNaming.IsBound(name, "us-east-1", "functions", "ource", "content"));
        Assert.False(RoleNaming.IsBound(name, "us-east-1", "function", "other", "content"));
        Assert.False(RoleNaming.IsBound(name, "us-east-1", "function", "source", "other"));
        var longest = RoleNaming.Bound(
            new string('p', RoleNaming.LongestPrefix), new string('f', 64), "ap-southeast-1", "function", "source", "content");
        Assert.Equal(RoleNames.Longest, longest.Length);
        Assert.True(RoleNaming.IsBound(longest, "ap-southeast-1", "function", "source", "content"));
    }

    private static async Task<(SandboxServer Server, AccountState Account)> RepairedAsync()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        Estate.AddRole(account, "/", "admin").AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        Estate.AddRole(account, "/", "prod-ecs-task").AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambdaExecute");
        var server = await Sandboxes.StartAsync(state);
        await RepairRuns.CompleteAsync(server);
        return (server, account);
    }

    private static string SourceOf(AccountState account, FunctionState function) =>
        account.FindRole(function.Role)!.Tags.GetValueOrDefault(RoleTags.Source, function.Role);

    private static void Claim(RoleState role, string function, string source, string content)
    {
        role.Tags[RoleTags.Repair] = "forged";
        role.Tags[RoleTags.Function] = function;
        role.Tags[RoleTags.Source] = source;
        role.Tags[RoleTags.Content] = content;
    }

    private static string ContentOf(RoleState role) =>
        new RoleContent(
            role.Path, role.AssumeRolePolicyDocument, role.PermissionsBoundary, [.. role.AttachedPolicyArns],
            [.. role.InlinePolicies.Select(policy => new InlinePolicy(policy.Key, policy.Value))]).Hash;
}
