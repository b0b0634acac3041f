using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>
/// A fault at every single call of making a role and of moving a function: refused once, refused from there on, or done with
/// the answer lost. After each: done, or taken back, or what is left is named; and a re-run ends well.
/// </summary>
public class RoleFaultTests
{
    private static readonly string[] Faults = ["deny#{0}", "deny#{0}+", "lost#{0}", "reset#{0}"];

    private static readonly RoleSpec Spec = new()
    {
        RoleName = "fresh", Path = "/",
        TrustPolicy = TrustPolicies.Lambda,
        AttachedPolicyArns = [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole", "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"],
        InlinePolicies = [
            new InlinePolicy(
                "one", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""")],
    };

    private static readonly AssignmentOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(10), MappingWatch = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds() => new(Faults);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Making_a_role(string fault)
    {
        var calls = await CountAsync(CreateAsync);
        Assert.True(calls >= 8, $"{calls} calls");
        var struck = 0;
        var said = new List<string>();
        for (var number = 1; number <= calls; number++)
        {
            var state = Estate.Rule();
            var account = state.Accounts.Values.Single();
            var strangers = account.Roles.Keys.ToList();
            Problem? problem = null;
            await using (var server = await Sandboxes.StartAsync(state, Fault(fault, number)))
                problem = await ProblemOfAsync(() => CreateAsync(server));
            if (problem is null)
            {
                AssertWhole(account);
            }
            else
            {
                struck++;
                said.Add(FormattableString.Invariant($"call {number}: {problem.Message}"));
                Assert.NotEmpty(problem.RecommendedAction);
                // Still there, in whole or in part: then the problem says so, and how to go on.
                if (account.Roles.ContainsKey(Spec.RoleName))
                    Assert.Matches("aws iam delete-role --role-name fresh|Run the command again", problem.Message);
                else Assert.DoesNotContain("Left behind", problem.Message, StringComparison.Ordinal);
            }

            Assert.Empty(strangers.Except(account.Roles.Keys));
            await using (var server = await Sandboxes.StartAsync(state)) await CreateAsync(server);
            AssertWhole(account);
        }

        // A refusal is final; a lost answer and a cut connection are met by trying again.
        if (fault.StartsWith("deny", StringComparison.Ordinal)) Assert.Equal(calls, struck);
        else Assert.True(struck == 0, string.Join("\n", said));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Moving_a_function(string fault) => MoveAsync(fault, fails: false);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Moving_a_function_whose_update_fails(string fault) => MoveAsync(fault, fails: true);

    private static async Task MoveAsync(string fault, bool fails)
    {
        var calls = await CountAsync(server => AssignAsync(server), fails);
        Assert.True(calls >= 8, $"{calls} calls");
        for (var number = 1; number <= calls; number++)
        {
            var state = MoveState(fails);
            var account = state.Accounts.Values.Single();
            var function = account.Region("us-east-1").Find("cc-sqs-poller")!;
            var before = function.Role;
            var after = account.Roles["own"].Arn;
            RoleAssignment? result = null;
            Problem? problem = null;
            await using (var server = await Sandboxes.StartAsync(state, Fault(fault, number)))
                problem = await ProblemOfAsync(async () => (result, problem) = await AssignAsync(server)) ?? problem;

            // Never on a role that does not exist or does not trust Lambda.
            Assert.Contains(function.Role, (string[])[before, after]);
            Assert.Contains("lambda.amazonaws.com", account.FindRole(function.Role)!.AssumeRolePolicyDocument, StringComparison.Ordinal);
            switch (result?.Status)
            {
                case RoleAssignmentStatus.Assigned:
                    Assert.Equal((after, (Problem?)null), (function.Role, problem));
                    break;
                case RoleAssignmentStatus.PutBack:
                    Assert.Equal((before, "AssignmentPutBack"), (function.Role, problem!.ErrorId));
                    break;
                case RoleAssignmentStatus.Unverified:
                    Assert.NotNull(problem);
                    // What the problem says of the function is so, or it says that both are possible.
                    if (problem.ErrorId is not ("AssignmentUnverified" or "PutBackFailed")) Assert.Equal(before, function.Role);
                    else Assert.Contains(before, problem.Message, StringComparison.Ordinal);
                    break;
                default:
                    Assert.NotNull(problem);
                    Assert.Equal(before, function.Role);
                    break;
            }

            // The re-run: nothing fails any more.
            state.FailingUpdates.Clear();
            await using (var server = await Sandboxes.StartAsync(state)) (result, problem) = await AssignAsync(server);
            Assert.Null(problem);
            Assert.Equal(after, function.Role);
        }
    }

    private static string Fault(string pattern, int number) => pattern.Replace("{0}", $"{number}", StringComparison.Ordinal);

    private static SandboxState MoveState(bool fails)
    {
        var state = Estate.Rule();
        Estate.AddRole(state.Accounts.Values.Single(), "/", "own").AttachedPolicyArns.Add(
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        if (fails) state.FailingUpdates.Add("cc-sqs-poller");
        return state;
    }

    private static void AssertWhole(AccountState account)
    {
        var role = account.Roles[Spec.RoleName];
        Assert.Equal(Spec.AttachedPolicyArns.Order(), role.AttachedPolicyArns.Order());
        Assert.Equal(["one"], role.InlinePolicies.Keys);
        Assert.Equal(Spec.Content.Hash, role.Tags[RoleTags.Content]);
    }

    private static async Task<int> CountAsync(Func<SandboxServer, Task> action, bool fails = false)
    {
        await using var server = await Sandboxes.StartAsync(MoveState(fails));
        await action(server);
        return server.Calls.Values.Sum();
    }

    private static async Task<Problem?> ProblemOfAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (ProblemException e)
        {
            return e.Problem;
        }
    }

    private static async Task CreateAsync(SandboxServer server)
    {
        using var session = await OpenAsync(server);
        await new RoleCreator(session.Iam, TimeProvider.System).CreateAsync(Spec);
    }

    private static async Task<(RoleAssignment? Result, Problem? Problem)> AssignAsync(SandboxServer server)
    {
        using var session = await OpenAsync(server);
        Assert.True(FunctionReference.TryParse("arn:aws:lambda:us-east-1:123456789012:function:cc-sqs-poller", out var function));
        var assignment = await RepairRuns.PreflightAsync(session, function, "own", Quick with { AllowShared = true });
        return await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
    }

    private static Task<IAwsSession> OpenAsync(SandboxServer server) => new AwsGateway().OpenAsync(
        new AwsSessionOptions
        {
            Keys = new AwsKeys(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null), EndpointUrl = server.Url
        }, Token);
}
