using System.Globalization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Plans, repairs and undoes against a Sandbox, directly or through what stands before it, without PowerShell.</summary>
public static class RepairRuns
{
    /// <summary>
    /// How many seconds IAM's reads are behind at the most, in the races and schedules: REPAIR_STALENESS=10 is what the module is made
    /// for, and then its own waits hold. Unless it is set, races have reads of the present, schedules a fraction of a second, and
    /// waits are scaled, so that the suite takes minutes.
    /// </summary>
    public static readonly TimeSpan? Staleness = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_STALENESS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? TimeSpan.FromSeconds(seconds)
        : null;

    /// <summary>The module's own waits, but for those that nothing here hangs on.</summary>
    internal static readonly AssignmentOptions Real = new() { PollInterval = TimeSpan.FromMilliseconds(10), MappingWatch = TimeSpan.Zero };

    internal static readonly AssignmentOptions Quick = Staleness is not null ? Real : Real with
    {
        MismatchWait = TimeSpan.FromMilliseconds(40),
        ConsistencyWait = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>Until IAM shows what was written, if its reads are behind.</summary>
    public static Task SettleAsync() => Staleness is { } time ? Task.Delay(time) : Task.CompletedTask;

    public static async Task<IReadOnlyList<LambdaRoleRepairStep>> PlanAsync(
        SandboxServer server, RepairOptions? options = null, Selection? scope = null, List<Problem>? problems = null, Uri? through = null)
    {
        using var session = await OpenAsync(through ?? server.Url);
        return await PlanAsync(session, Regions(server), scope ?? Selection.Everything, options ?? new RepairOptions(), problems);
    }

    /// <summary>Reads and plans as the cmdlets do.</summary>
    public static async Task<IReadOnlyList<LambdaRoleRepairStep>> PlanAsync(
        IAwsSession session, IReadOnlyList<AwsRegion> regions, Selection selection, RepairOptions options, List<Problem>? problems)
    {
        var account = await new AccountReader(session, regions, new Observer(problems)).ReadAsync(
            RepairPlanner.Query(selection, options, RegionSelection.All), default);
        var plan = RepairPlanner.Plan(account, selection, options, Guid.NewGuid().ToString("N")[..8]);
        problems?.AddRange(plan.Problems);
        return plan.Steps;
    }

    public static async Task<IReadOnlyList<RoleRepairResult>> RepairAsync(
        SandboxServer server, IReadOnlyList<LambdaRoleRepairStep> steps, CancellationToken stop = default, Uri? through = null,
        AssignmentOptions? options = null)
    {
        using var session = await OpenAsync(through ?? server.Url);
        var results = new System.Collections.Concurrent.ConcurrentQueue<RoleRepairResult>();
        try
        {
            await new RoleRepairer(session, TimeProvider.System, options ?? Quick, 8).ApplyAsync(steps, results.Enqueue, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What had been begun was told.
        }

        return [.. results];
    }

    public static async Task<IReadOnlyList<RoleRepairResult>> UndoAsync(
        SandboxServer server, UndoScope? scope = null, List<Problem>? problems = null, CancellationToken stop = default,
        bool keepRole = false, Uri? through = null,
        AssignmentOptions? options = null)
    {
        using var session = await OpenAsync(through ?? server.Url);
        var undoer = new RepairUndoer(session, Regions(server), new Observer(problems), TimeProvider.System, options ?? Quick, 8);
        var results = new System.Collections.Concurrent.ConcurrentQueue<RoleRepairResult>();
        var account = await new AccountReader(session, Regions(server), new Observer(problems)).ReadAsync(
            RepairSurvey.Query(RegionSelection.All), default);
        var found = new RepairSurvey(account).Find(scope ?? new UndoScope(), problem => problems?.Add(problem));
        try
        {
            await undoer.UndoAsync(found, keepRole, results.Enqueue, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What had been begun was told.
        }

        return [.. results];
    }

    /// <summary>What Set-LambdaExecutionRole looks at before it moves a function; what cannot be read is thrown.</summary>
    public static async Task<Assignment> PreflightAsync(
        IAwsSession session, FunctionReference function, string role, AssignmentOptions options)
    {
        IReadOnlyList<(FunctionLocation, RoleReference)> wanted = [(new FunctionLocation(function, null), new RoleReference(role, null))];
        var account = await new AccountReader(session, new AwsGateway().ListKnownRegions(), new Observer(null))
            .ReadAsync(AssignmentPreflight.Query(wanted, options, RegionSelection.All), default);
        return new AssignmentPreflight(account, options, RegionSelection.All).Check(wanted[0].Item1, wanted[0].Item2)
            ?? throw new InvalidOperationException("It was not read.");
    }

    /// <summary>The repairs that the account tells of.</summary>
    public static async Task<IReadOnlyList<UndoStep>> SurveyAsync(
        SandboxServer server, UndoScope? scope = null, List<Problem>? problems = null)
    {
        using var session = await OpenAsync(server.Url);
        var account = await new AccountReader(session, Regions(server), new Observer(problems)).ReadAsync(
            RepairSurvey.Query(RegionSelection.All), default);
        return new RepairSurvey(account).Find(scope ?? new UndoScope(), problem => problems?.Add(problem));
    }

    /// <summary>The role that a repair made for a function.</summary>
    public static RoleState Made(AccountState account, string functionName) =>
        account.Roles.Values.Single(role =>
            role.Tags.TryGetValue(RoleTags.Function, out var arn) && arn.EndsWith($":{functionName}", StringComparison.Ordinal)
                && role.Tags.ContainsKey(RoleTags.Repair));

    /// <summary>Until nothing is left to do, faults or not.</summary>
    public static async Task CompleteAsync(SandboxServer server)
    {
        var results = await RepairAsync(server, await PlanAsync(server));
        Assert.All(
            results,
            result =>
                Assert.True(
                    result.Status is RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired,
                    $"{result.FunctionName}: {result.Status} {result.Reason}"));
        var account = server.State.Accounts.Values.Single();
        Assert.All(RepairObserver.Functions(account).GroupBy(function => function.Role), group => Assert.Single(group));
    }

    private static AwsRegion[] Regions(SandboxServer server) =>
        [.. server.State.Accounts.Values.Single().EnabledRegions.Select(region => new AwsRegion(region, region, "aws"))];

    /// <summary>A session at a Sandbox, or at what stands before it, of whoever has the key.</summary>
    public static Task<IAwsSession> OpenAsync(Uri url, SandboxCredential? key = null)
    {
        var keys = new AwsKeys((key ?? SandboxCredential.Default).AccessKey, (key ?? SandboxCredential.Default).SecretKey, null);
        return new AwsGateway().OpenAsync(new AwsSessionOptions { Keys = keys, EndpointUrl = url }, default);
    }

    private sealed class Observer(List<Problem>? problems) : IReadingObserver
    {
        public void OnProblem(Problem problem)
        {
            if (problems is null) throw new ProblemException(problem);
            problems.Add(problem);
        }

        public void OnUnread(Problem problem) => OnProblem(problem);

        public void OnWarning(string message)
        {
        }

        public void OnProgress(ReadingProgress progress)
        {
        }
    }
}
