using System.Globalization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// 500 functions on 10 shared roles: plan and repair, beside what latency, quotas and propagation leave; and the CLI's way.
/// </summary>
internal static class RepairBenchmark
{
    private const int Latency = 40;
    private const int IamDelay = 2000;
    private const int UpdateTime = 500;
    private const int CliSample = 5;

    public static async Task RunAsync()
    {
        using var sandbox = SandboxProcess.Start(
            "--estate", "shared:500", "--latency", $"{Latency}", "--iam-delay", $"{IamDelay}", "--update-time", $"{UpdateTime}");
        var gateway = new AwsGateway();
        using var session = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
        IReadOnlyList<LambdaRoleRepairStep> steps = [];
        var plan = await Measure.SecondsAsync(async () =>
        {
            var options = new RepairOptions();
            var account = await new AccountReader(session, gateway.ListKnownRegions(), new AccountBenchmark.Silent()).ReadAsync(
                RepairPlanner.Query(Selection.Everything, options, RegionSelection.All), default);
            steps = RepairPlanner.Plan(account, Selection.Everything, options, "0badcafe").Steps;
        });
        // In each region 50 resource policies: 15 a second after a burst of 15.
        Console.WriteLine(FormattableString.Invariant($"floor of the plan by Lambda's quota of GetPolicy: {(50 - 15) / 15.0:0.0} s"));
        var results = new List<RoleRepairResult>();
        var repair = await Measure.SecondsAsync(() =>
            new RoleRepairer(session, TimeProvider.System, new AssignmentOptions(), throttleLimit: 64).ApplyAsync(
                steps, result =>
                {
                    lock (results) results.Add(result);
                }, default));
        if (results.Count != 500 || results.Any(result => result.Status != RoleRepairStatus.Repaired))
            throw new InvalidOperationException(
                $"{results.Count} results, {results.Count(result => result.Status != RoleRepairStatus.Repaired)} not repaired");
        Console.WriteLine(
            FormattableString.Invariant(
                $"plan of {steps.Count} steps: {plan:0.0} s; repair: {repair:0.0} s, {repair / steps.Count * 1000:0} ms a function"));

        using var again = SandboxProcess.Start(
            "--estate", "shared:500", "--latency", $"{Latency}", "--iam-delay", $"{IamDelay}", "--update-time", $"{UpdateTime}");
        using var bare = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(again.AccessKey, again.SecretKey, null), EndpointUrl = again.Url }, default);
        var floor = await Measure.SecondsAsync(() => DriveAsync(bare, steps));
        Console.WriteLine(
            FormattableString.Invariant(
                $"floor: the same calls, driven without looking at an answer: {floor:0.0} s; ratio {repair / floor:0.00} ×"));
        await UndoBenchmark.RunAsync(session, bare, steps, Latency, UpdateTime);

        // The rule's own way: create, attach, wait for IAM, update, wait, one function after another.
        double cli = 0;
        foreach (var step in steps.Take(CliSample))
        {
            var name = $"{step.FunctionName}-by-hand";
            string[][] commands =
            [
                ["iam", "create-role", "--role-name", name, "--assume-role-policy-document", step.TrustPolicy],
                ["iam", "attach-role-policy", "--role-name", name, "--policy-arn", step.AttachedPolicyArns[0]],
                ["iam", "put-role-policy", "--role-name", name, "--policy-name", step.InlinePolicies[0].PolicyName, "--policy-document",
                    step.InlinePolicies[0].Document],
                ["lambda", "update-function-configuration", "--region", step.Region, "--function-name", step.FunctionName, "--role",
                    $"arn:aws:iam::123456789012:role/{name}"],
                ["lambda", "wait", "function-updated-v2", "--region", step.Region, "--function-name", step.FunctionName],
            ];
            foreach (var command in commands)
            {
                // What a person does by hand between making a role and using it.
                if (command[1] == "update-function-configuration")
                {
                    await Task.Delay(IamDelay);
                    cli += IamDelay / 1000.0;
                }

                cli += (await Measure.ProcessAsync("python3", ["-m", "awscli", .. command], sandbox.Environment)).Wall;
            }
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the CLI, one function after another: {cli / CliSample:0.0} s a function over {CliSample}; extrapolated to 500: "
                + $"{cli / CliSample * 500 / 60:0} minutes"));
    }

    /// <summary>
    /// The calls that a repair makes of each role and function, as many at once, each as soon as the one before was answered: what the
    /// Sandbox's latency, quotas and delays leave. docs/repair.md says what each is for; a test counts them.
    /// </summary>
    private static async Task DriveAsync(IAwsSession session, IReadOnlyList<LambdaRoleRepairStep> steps)
    {
        var iam = session.Iam;
        var roles = new Dictionary<string, string>();
        await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = RoleRepairer.RolesAtOnce }, async (step, _) =>
        {
            await session.Lambda(step.Region).GetFunctionAsync(step.FunctionName, default);
            await Measure.IgnoreNotFoundAsync(iam.GetRoleAsync(step.TargetRoleName, default));
            var spec = RepairStepBuilder.SpecOf(step);
            var role = await iam.CreateRoleAsync(
                new RoleDefinition { RoleName = spec.RoleName, Path = spec.Path, TrustPolicy = spec.TrustPolicy, Tags = spec.AllTags },
                default);
            foreach (var arn in spec.AttachedPolicyArns) await iam.AttachRolePolicyAsync(spec.RoleName, arn, default);
            foreach (var (name, document) in spec.InlinePolicies) await iam.PutRolePolicyAsync(spec.RoleName, name, document, default);
            lock (roles) roles[step.TargetRoleName] = role.Arn;
        });
        var ready = DateTimeOffset.UtcNow.AddMilliseconds(IamDelay);
        await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (step, _) =>
        {
            var lambda = session.Lambda(step.Region);
            await lambda.ListEventSourceMappingsAsync(step.FunctionName, default);
            await RoleSnapshot.ReadAsync(iam, step.TargetRoleName, default);
            if (ready - DateTimeOffset.UtcNow is { Ticks: > 0 } wait) await Task.Delay(wait, CancellationToken.None);
            var updated = await lambda.UpdateFunctionRoleAsync(step.FunctionName, roles[step.TargetRoleName], null, default);
            while (updated.LastUpdateStatus == "InProgress")
            {
                await Task.Delay(UpdateTime, CancellationToken.None);
                updated = await lambda.GetFunctionAsync(step.FunctionName, default);
            }

            await iam.GetRoleAsync(step.TargetRoleName, default);
        });
    }
}
