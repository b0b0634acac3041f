using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>The Sandbox's IAM as it is at AWS, eventually consistent: reads may be old, writes never are.</summary>
public class StaleReadTests
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
    private const string Managed = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess";

    /// <summary>So long that a read of the present is a chance in thousands.</summary>
    private static readonly TimeSpan Hours = TimeSpan.FromHours(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_was_just_made_is_not_seen_and_is_there()
    {
        await using var server = await Sandboxes.StartAsync(iamStaleness: Hours);
        using var session = await RepairRuns.OpenAsync(server.Url);
        await CreateAsync(session, "fresh");
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.GetRoleAsync("fresh", Token)));
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.ListRolePoliciesAsync("fresh", Token)));
        Assert.DoesNotContain("fresh", await ListAsync(session));
        Assert.DoesNotContain("fresh", await DetailsAsync(session));
        Assert.Equal("EntityAlreadyExists", await ErrorAsync(() => CreateAsync(session, "fresh")));
        await session.Iam.PutRolePolicyAsync("fresh", "inline", Policy, Token);
        await session.Iam.AttachRolePolicyAsync("fresh", Managed, Token);
        await session.Iam.TagRoleAsync("fresh", new Dictionary<string, string> { ["k"] = "v" }, Token);
        var role = server.State.Accounts.Values.Single().Roles["fresh"];
        Assert.Equal((1, 1, 1), (role.InlinePolicies.Count, role.AttachedPolicyArns.Count, role.Tags.Count));

        await using var settled = await Sandboxes.StartAsync(server.State);
        using var later = await RepairRuns.OpenAsync(settled.Url);
        Assert.Equal("v", (await later.Iam.GetRoleAsync("fresh", Token)).Tags["k"]);
        Assert.Contains("fresh", await ListAsync(later));
    }

    [Fact]
    public async Task A_role_that_was_just_changed_or_deleted_is_seen_as_it_was()
    {
        var state = Estate.Rule();
        var known = state.Accounts.Values.Single().Roles["order-events-role"];
        known.InstanceProfiles.Add("orders");
        await using var server = await Sandboxes.StartAsync(state, iamStaleness: Hours);
        using var session = await RepairRuns.OpenAsync(server.Url);
        await session.Iam.PutRolePolicyAsync("order-events-role", "more", Policy, Token);
        await session.Iam.AttachRolePolicyAsync("order-events-role", Managed, Token);
        await session.Iam.TagRoleAsync("order-events-role", new Dictionary<string, string> { ["mark"] = "mine" }, Token);
        Assert.Equal(["orders"], await session.Iam.ListRolePoliciesAsync("order-events-role", Token));
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.GetRolePolicyAsync("order-events-role", "more", Token)));
        Assert.DoesNotContain(Managed, await session.Iam.ListAttachedRolePoliciesAsync("order-events-role", Token));
        Assert.Empty((await session.Iam.GetRoleAsync("order-events-role", Token)).Tags);

        // Deleted, as another session would: it is all seen still, and nothing can be written to it.
        foreach (var policy in known.AttachedPolicyArns.ToList())
            await session.Iam.DetachRolePolicyAsync("order-events-role", policy, Token);
        foreach (var policy in known.InlinePolicies.Keys.ToList())
            await session.Iam.DeleteRolePolicyAsync("order-events-role", policy, Token);
        Assert.Equal("DeleteConflict", await ErrorAsync(() => session.Iam.DeleteRoleAsync("order-events-role", Token)));
        known.InstanceProfiles.Clear();
        await session.Iam.DeleteRoleAsync("order-events-role", Token);
        Assert.Equal(known.RoleId, (await session.Iam.GetRoleAsync("order-events-role", Token)).RoleId);
        Assert.Equal(["orders"], await session.Iam.ListInstanceProfilesForRoleAsync("order-events-role", Token));
        Assert.Contains("order-events-role", await ListAsync(session));
        Assert.Contains("order-events-role", await DetailsAsync(session));
        var tags = new Dictionary<string, string> { ["k"] = "v" };
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.TagRoleAsync("order-events-role", tags, Token)));
    }

    [Fact]
    public async Task A_policy_that_was_just_made_or_deleted_is_seen_as_it_was()
    {
        await using var server = await Sandboxes.StartAsync(iamStaleness: Hours);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var definition = new PolicyDefinition("fresh", "/team/", Policy, new Dictionary<string, string> { ["k"] = "v" });
        var made = await session.Iam.CreatePolicyAsync(definition, Token);
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.GetPolicyAsync(made.Arn, Token)));
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => session.Iam.ListPolicyVersionsAsync(made.Arn, Token)));
        Assert.Equal("EntityAlreadyExists", await ErrorAsync(() => session.Iam.CreatePolicyAsync(definition, Token)));

        await using var settled = await Sandboxes.StartAsync(server.State);
        using var later = await RepairRuns.OpenAsync(settled.Url);
        Assert.Equal("v", (await later.Iam.GetPolicyAsync(made.Arn, Token)).Tags["k"]);
        await later.Iam.DeletePolicyAsync(made.Arn, Token);
        Assert.Equal("NoSuchEntity", await ErrorAsync(() => later.Iam.GetPolicyAsync(made.Arn, Token)));
    }

    /// <summary>Reads of one moment are of different ages, and none is older than it may be.</summary>
    [Fact]
    public async Task No_read_is_older_than_it_may_be()
    {
        var staleness = TimeSpan.FromSeconds(1);
        await using var server = await Sandboxes.StartAsync(iamStaleness: staleness);
        using var session = await RepairRuns.OpenAsync(server.Url);
        await CreateAsync(session, "fresh");
        var made = DateTimeOffset.UtcNow;
        var (seen, unseen, wentBack) = (0, 0, false);
        while (true)
        {
            var mustBeSeen = DateTimeOffset.UtcNow > made + staleness;
            var isSeen = (await ListAsync(session)).Contains("fresh");
            if (mustBeSeen)
            {
                Assert.True(isSeen, "A read was older than a second.");
                break;
            }

            wentBack |= !isSeen && seen > 0;
            if (isSeen) seen++;
            else unseen++;
        }

        Assert.True(unseen > 0 && seen > 0, $"{seen} reads saw the role, {unseen} did not.");
        Assert.True(wentBack, "A read never saw less than an earlier one.");
    }

    [Fact]
    public void A_role_is_as_it_was_at_each_time()
    {
        var account = Estate.NewAccount();
        var role = Estate.AddRole(account, "/", "r");
        var start = DateTimeOffset.UnixEpoch;
        DateTimeOffset At(int second) => start.AddSeconds(second);
        void Change(int second, Action change)
        {
            account.RoleHistory.Keep("R", account.Roles.GetValueOrDefault("r"), At(second), TimeSpan.FromSeconds(100));
            change();
        }

        string? TagAt(double second) =>
            account.RoleHistory.At(account.Roles, start.AddSeconds(second)).GetValueOrDefault("r") is { } seen
                ? string.Join(',', seen.Tags)
                : null;

        Change(10, () => role.Tags["a"] = "1");
        Change(20, () => role.Tags["b"] = "2");
        Change(30, () => account.Roles.Remove("r"));
        Change(40, () => Estate.AddRole(account, "/", "r"));
        Assert.Equal(["", "", "[a, 1]", "[a, 1]", "[a, 1],[b, 2]", null, ""], ((double[])[0, 9.9, 10, 19.9, 20, 30, 40]).Select(TagAt));
        // What nobody can ask for any more is gone.
        Change(125, () => { });
        Assert.Equal("[a, 1],[b, 2]", TagAt(0));
    }

    private static Task<RoleRecord> CreateAsync(IAwsSession session, string name) =>
        session.Iam.CreateRoleAsync(new RoleDefinition { RoleName = name, Path = "/", TrustPolicy = TrustPolicies.Lambda }, Token);

    private static async Task<List<string>> ListAsync(IAwsSession session)
    {
        var names = new List<string>();
        await foreach (var page in session.Iam.ListRolesAsync(Token)) names.AddRange(page.Select(role => role.RoleName));
        return names;
    }

    private static async Task<List<string>> DetailsAsync(IAwsSession session)
    {
        var names = new List<string>();
        await foreach (var page in session.Iam.GetAccountAuthorizationDetailsAsync(Token))
            names.AddRange(page.Roles.Select(role => role.RoleName));
        return names;
    }

    private static async Task<string?> ErrorAsync(Func<Task> call) => (await Assert.ThrowsAsync<AwsCallException>(call)).ErrorCode;
}
