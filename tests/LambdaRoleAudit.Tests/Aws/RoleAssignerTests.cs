using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>What happens between the look at a function and the write.</summary>
public class RoleAssignerTests
{
    private static readonly AssignmentOptions Quick = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(10), MappingWatch = TimeSpan.Zero, PropagationTimeout = TimeSpan.FromSeconds(20)
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<FunctionState>> Changes() => new()
    {
        { "memory", function => function.Set("MemorySize", 3008) },
        { "code", function => function.Set("CodeSha256", "another") },
        { "last modified", function => function.Set("LastModified", "2026-11-25T00:00:00.000+0000") },
        { "tags", function => function.Tags["aws:cloudformation:stack-name"] = "s" },
    };

    /// <summary>A new revision says that something changed: it is looked at, and taken only if nothing else did.</summary>
    [Fact]
    public async Task A_new_revision_alone_does_not_stand_in_the_way()
    {
        await using var server = await Sandboxes.StartAsync(State());
        using var session = await OpenAsync(server);
        var assignment = await CheckAsync(session, "s3-get-object");
        Function(server, "s3-get-object").Set("RevisionId", Guid.NewGuid().ToString());
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
        Assert.Null(problem);
        Assert.Equal(RoleAssignmentStatus.Assigned, result.Status);
    }

    [Fact]
    public async Task A_function_in_a_state_that_is_not_known_is_left_alone()
    {
        await using var server = await Sandboxes.StartAsync(State());
        using var session = await OpenAsync(server);
        var assignment = await CheckAsync(session, "s3-get-object");
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(
            assignment with { Before = assignment.Before with { LastUpdateStatus = "Perhaps" } }, Token);
        Assert.Equal(("AssignmentNoLongerFits", RoleAssignmentStatus.Outdated), (problem!.ErrorId, result.Status));
        Assert.EndsWith("/aws-lambda-full-access", Function(server, "s3-get-object").Role, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_function_that_somebody_changed_in_between_is_left_alone(string named, Action<FunctionState> change)
    {
        await using var server = await Sandboxes.StartAsync(State());
        using var session = await OpenAsync(server);
        var assignment = await CheckAsync(session, "s3-get-object");
        var function = Function(server, "s3-get-object");
        function.Set("RevisionId", Guid.NewGuid().ToString());
        change(function);
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
        Assert.Equal(("FunctionChanged", RoleAssignmentStatus.Outdated), (problem!.ErrorId, result.Status));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("/aws-lambda-full-access", function.Role, StringComparison.Ordinal);
        Assert.Equal(function.Role, result.Role);
    }

    [Fact]
    public async Task An_update_that_is_in_progress_is_waited_for()
    {
        var state = State();
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        Function(server, "s3-get-object").UpdateEndsAt = state.Now.AddMilliseconds(700);
        var assignment = await CheckAsync(session, "s3-get-object");
        Assert.Equal("InProgress", assignment.Before.LastUpdateStatus);
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
        Assert.Null(problem);
        Assert.Equal((RoleAssignmentStatus.Assigned, 0), (result.Status, result.PropagationRetries));
    }

    /// <summary>The update that is waited for is somebody else's: what it changes was not seen.</summary>
    [Fact]
    public async Task What_an_update_in_progress_changes_stops_the_move()
    {
        var state = State();
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var function = Function(server, "s3-get-object");
        function.UpdateEndsAt = state.Now.AddSeconds(2);
        var assignment = await CheckAsync(session, "s3-get-object");
        Assert.Equal("InProgress", assignment.Before.LastUpdateStatus);
        function.Set("MemorySize", 3008);
        function.Set("RevisionId", Guid.NewGuid().ToString());
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
        Assert.Equal(("FunctionChanged", RoleAssignmentStatus.Outdated), (problem!.ErrorId, result.Status));
        Assert.EndsWith("/aws-lambda-full-access", function.Role, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poller_that_stops_some_time_after_the_move_is_noticed()
    {
        var state = State();
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var assignment = await CheckAsync(session, "cc-sqs-poller");
        var mapping = state.Accounts.Values.Single().Region("us-east-1").EventSourceMappings.Values.Single();
        // Lambda says it only after the update has ended: when the mappings have been looked at once.
        var stopping = Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (server.Calls.GetValueOrDefault(("ListEventSourceMappings", "us-east-1")) < 2) await Task.Delay(5, patience.Token);
            mapping["LastProcessingResult"] = "PROBLEM: Function call failed";
        }, Token);
        var (result, problem) = await new RoleAssigner(
            session, TimeProvider.System, Quick with { MappingWatch = TimeSpan.FromSeconds(30) }).ApplyAsync(assignment, Token);
        await stopping;
        Assert.Equal("AssignmentPutBack", problem!.ErrorId);
        Assert.Contains("PROBLEM: Function call failed", problem.Message, StringComparison.Ordinal);
        Assert.Equal(RoleAssignmentStatus.PutBack, result.Status);
    }

    [Fact]
    public async Task A_poller_that_did_not_work_before_does_not_stand_in_the_way()
    {
        var state = State();
        var mapping = state.Accounts.Values.Single().Region("us-east-1").EventSourceMappings.Values.Single();
        mapping["State"] = "Disabled";
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed";
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        var (_, problem) =
            await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(await CheckAsync(session, "cc-sqs-poller"), Token);
        Assert.Null(problem);
    }

    [Fact]
    public async Task Somebody_elses_role_is_not_taken_back()
    {
        var state = State();
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server);
        state.UpdateTime = TimeSpan.FromMilliseconds(400);
        var assignment = await CheckAsync(session, "s3-get-object");
        var function = Function(server, "s3-get-object");
        var others = Estate.AddRole(state.Accounts.Values.Single(), "/", "somebody-elses").Arn;
        var meddling = Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (!function.Role.EndsWith("/own", StringComparison.Ordinal)) await Task.Delay(1, patience.Token);
            function.Set("Role", others);
        }, Token);
        var (result, problem) = await new RoleAssigner(session, TimeProvider.System, Quick).ApplyAsync(assignment, Token);
        await meddling;
        Assert.Equal(("AssignmentUnverified", RoleAssignmentStatus.Unverified), (problem!.ErrorId, result.Status));
        Assert.Equal(others, function.Role);
    }

    private static SandboxState State()
    {
        var state = Estate.Rule();
        Estate.AddRole(state.Accounts.Values.Single(), "/", "own").AttachedPolicyArns.Add(
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        return state;
    }

    private static FunctionState Function(SandboxServer server, string name) =>
        server.State.Accounts.Values.Single().Region("us-east-1").Find(name)!;

    private static Task<Assignment> CheckAsync(IAwsSession session, string name) =>
        RepairRuns.PreflightAsync(session, new FunctionReference(name, "us-east-1", null, null), "own", Quick with { AllowShared = true });

    private static Task<IAwsSession> OpenAsync(SandboxServer server) => new AwsGateway().OpenAsync(
        new AwsSessionOptions
        {
            Keys = new AwsKeys(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null), EndpointUrl = server.Url
        }, Token);
}
