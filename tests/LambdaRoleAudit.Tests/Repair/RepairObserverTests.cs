using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>The observer finds each thing that may not be, and blames nobody for what others do.</summary>
public sealed class RepairObserverTests : IAsyncLifetime
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
    private const string Basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    private const string Orders = "arn:aws:iam::123456789012:role/orders/order-events-role";

    private static readonly string Denied = RoleState.LambdaTrust.Replace("Allow", "Deny", StringComparison.Ordinal);

    private readonly SandboxState _state = Estate.Rule();
    private RepairObserver _observer = null!;
    private SandboxServer _server = null!;
    private IAwsSession _ours = null!;
    private IAwsSession _theirs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AccountState Account => _state.Accounts.Values.Single();

    private FunctionState Function => Account.Region("us-east-1").Find("order-intake")!;

    public async ValueTask InitializeAsync()
    {
        // A version keeps a role of its own.
        var frozen = Estate.AddRole(Account, "/", "frozen");
        frozen.AttachedPolicyArns.Add(Basic);
        var now = Function.Role;
        Function.Set("Role", frozen.Arn);
        Estate.Publish(Account, "us-east-1", Function);
        Function.Set("Role", now);

        _observer = new RepairObserver(_state);
        var other = Sandboxes.AddActor(_state);
        _observer.Others.Add(other.AccessKey);
        _server = await Sandboxes.StartAsync(_state);
        _ours = await RepairRuns.OpenAsync(_server.Url);
        _theirs = await RepairRuns.OpenAsync(_server.Url, other);
    }

    public async ValueTask DisposeAsync()
    {
        _ours.Dispose();
        _theirs.Dispose();
        await _server.DisposeAsync();
    }

    public static TheoryData<string, Action<AccountState>> Breaks() => new()
    {
        { "A stranger's role was deleted: arn:aws:iam::123456789012:role/frozen", account => account.Roles.Remove("frozen") },
        { "order-intake:1: role arn:aws:iam::123456789012:role/frozen does not exist", account => account.Roles.Remove("frozen") },
        { "order-intake:1: role frozen has lost " + Basic, account => account.Roles["frozen"].AttachedPolicyArns.Clear() },
        { "A stranger's role was changed: arn:aws:iam::123456789012:role/frozen", account => account.Roles["frozen"].Tags["mine"] = "" },
        { "order-intake: role order-events-role does not trust",
            account => account.Roles["order-events-role"].AssumeRolePolicyDocument = Denied },
        { "order-intake: role order-events-role has lost orders: ", account => account.Roles["order-events-role"].InlinePolicies.Clear() },
        { "has not the policies of " + Orders, account => account.Roles["order-events-role"].InlinePolicies["more"] = Policy },
        { "role frozen is another one", Recreate },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_the_run_breaks_is_found(string found, Action<AccountState> breakIt)
    {
        breakIt(Account);
        await ReadAsync(_ours);
        AssertViolated(found);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_others_do_is_not_the_runs_work(string found, Action<AccountState> breakIt)
    {
        _observer.ByOthers(breakIt);
        await ReadAsync(_ours);
        _observer.AssertHeld();
        // What becomes of it then, is: unless it was broken before.
        Account.Roles["aws-lambda-full-access"].Tags["mine"] = "";
        await ReadAsync(_ours);
        Assert.DoesNotContain(found, Violations(), StringComparison.Ordinal);
        AssertViolated("changed: arn:aws:iam::123456789012:role/aws-lambda-full-access");
    }

    [Fact]
    public async Task Calls_are_told_apart_by_their_keys()
    {
        await _theirs.Iam.AttachRolePolicyAsync("aws-lambda-full-access", Basic, Token);
        await _theirs.Iam.CreateRoleAsync(
            new RoleDefinition { RoleName = "deployed", Path = "/", TrustPolicy = TrustPolicies.Lambda }, Token);
        await _theirs.Iam.PutRolePolicyAsync("deployed", "p", Policy, Token);
        await _theirs.Lambda("us-east-1").UpdateFunctionRoleAsync("order-intake", "arn:aws:iam::123456789012:role/deployed", null, Token);
        await ReadAsync(_ours);
        _observer.AssertHeld();
        await _ours.Iam.PutRolePolicyAsync("deployed", "q", Policy, Token);
        AssertViolated("After PutRolePolicy: A stranger's role was changed: arn:aws:iam::123456789012:role/deployed");
    }

    [Fact]
    public async Task A_role_of_the_runs_own_may_change_until_a_function_is_on_it()
    {
        const string arn = "arn:aws:iam::123456789012:role/made";
        await _ours.Iam.CreateRoleAsync(new RoleDefinition { RoleName = "made", Path = "/", TrustPolicy = TrustPolicies.Lambda }, Token);
        await _ours.Iam.TagRoleAsync("made", new Dictionary<string, string> { ["k"] = "v" }, Token);
        await _ours.Iam.AttachRolePolicyAsync("made", Basic, Token);
        await _ours.Iam.PutRolePolicyAsync("made", "orders", Account.Roles["order-events-role"].InlinePolicies["orders"], Token);
        await _ours.Lambda("us-east-1").UpdateFunctionRoleAsync("order-intake", arn, null, Token);
        _observer.AssertHeld();
        await _ours.Iam.DetachRolePolicyAsync("made", Basic, Token);
        AssertViolated($"After DetachRolePolicy: {Function.FunctionArn}: role made has lost {Basic}");
    }

    /// <summary>The run puts a function back over another's deployment.</summary>
    [Fact]
    public async Task A_deployment_that_is_undone_is_found()
    {
        await _theirs.Iam.CreateRoleAsync(
            new RoleDefinition { RoleName = "deployed", Path = "/", TrustPolicy = TrustPolicies.Lambda }, Token);
        await _theirs.Lambda("us-east-1").UpdateFunctionRoleAsync("order-intake", "arn:aws:iam::123456789012:role/deployed", null, Token);
        _observer.AssertHeld();
        await _ours.Lambda("us-east-1").UpdateFunctionRoleAsync("order-intake", Account.Roles["order-events-role"].Arn, null, Token);
        AssertViolated("role order-events-role has not the policies of arn:aws:iam::123456789012:role/deployed");
    }

    private static void Recreate(AccountState account)
    {
        account.Roles.Remove("frozen");
        Estate.AddRole(account, "/", "frozen").AttachedPolicyArns.Add(Basic);
    }

    private static Task ReadAsync(IAwsSession session) => session.Iam.ListRolePoliciesAsync("order-events-role", Token);

    private void AssertViolated(string how) => Assert.Contains(how, Violations(), StringComparison.Ordinal);

    private string Violations() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(_observer.AssertHeld).Message;
}
