using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>500 functions on 10 shared roles: plan and repair, beside what latency, quotas and propagation leave; and the CLI's way.</summary>
internal static class RepairBenchmark
{
    private const int Latency = 40;
    private const int IamDelay = 2000;
    private const int UpdateTime = 500;
    private const int CliSample = 5;

    public static async Task RunAsync()
    {
        using var sandbox = SandboxProcess.Start("--estate", "shared:500", "--latency", $"{Latency}", "--iam-delay", $"{IamDelay}", "--update-time", $"{UpdateTime}");
        var gateway = new AwsGateway();
        using var session = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
        IReadOnlyList<LambdaRoleRepairStep> steps = [];
        var plan = await Measure.SecondsAsync(async () => steps = await new RepairPlanner(session, gateway.ListKnownRegions(), new AccountBenchmark.Silent()).PlanAsync(RoleScope.Everything, new RepairOptions(), default));
        // In each region 50 resource policies: 15 a second after a burst of 15.
        Console.WriteLine(FormattableString.Invariant($"floor of the plan by Lambda's quota of GetPolicy: {(50 - 15) / 15.0:0.0} s"));
        var results = new List<RoleRepairResult>();
        var repair = await Measure.SecondsAsync(() => new RoleRepairer(session, TimeProvider.System, new AssignmentOptions(), throttleLimit: 64).ApplyAsync(
            steps, result =>
            {
                lock (results) results.Add(result);
            }, default));
        if (results.Count != 500 || results.Any(result => result.Status != RoleRepairStatus.Repaired)) throw new InvalidOperationException($"{results.Count} results, {results.Count(result => result.Status != RoleRepairStatus.Repaired)} not repaired");
        Console.WriteLine(FormattableString.Invariant($"plan of {steps.Count} steps: {plan:0.0} s; repair: {repair:0.0} s, {repair / steps.Count * 1000:0} ms a function"));

        // In each region 50 functions take three calls of Lambda's control class each (mappings before and after, the update): 15 a second after a burst of 15.
        const double quota = ((50 * 3) - 15) / 15.0;
        // A role takes its calls one after another; this many roles are under way at once.
        var roles = 500.0 * 9 * Latency / 1000 / RoleRepairer.RolesAtOnce;
        Console.WriteLine(FormattableString.Invariant($"floor of Lambda's quota: {quota:0.0} s; of {RoleRepairer.RolesAtOnce} roles at once at {Latency} ms a call: {roles:0.0} s; propagation {IamDelay / 1000.0:0.0} s and update {UpdateTime / 1000.0:0.0} s"));
        var floor = Math.Max(quota, roles) + (IamDelay / 1000.0) + (UpdateTime / 1000.0);
        Console.WriteLine(FormattableString.Invariant($"ratio: {repair / floor:0.00} × the floor of {floor:0.0} s"));

        // The rule's own way: create, attach, wait for IAM, update, wait, one function after another.
        double cli = 0;
        foreach (var step in steps.Take(CliSample))
        {
            var name = $"{step.FunctionName}-by-hand";
            string[][] commands =
            [
                ["iam", "create-role", "--role-name", name, "--assume-role-policy-document", step.TrustPolicy],
                ["iam", "attach-role-policy", "--role-name", name, "--policy-arn", step.AttachedPolicyArns[0]],
                ["iam", "put-role-policy", "--role-name", name, "--policy-name", step.InlinePolicies[0].PolicyName, "--policy-document", step.InlinePolicies[0].Document],
                ["lambda", "update-function-configuration", "--region", step.Region, "--function-name", step.FunctionName, "--role", $"arn:aws:iam::123456789012:role/{name}"],
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

        Console.WriteLine(FormattableString.Invariant($"the CLI, one function after another: {cli / CliSample:0.0} s a function over {CliSample}; extrapolated to 500: {cli / CliSample * 500 / 60:0} minutes"));
    }
}
