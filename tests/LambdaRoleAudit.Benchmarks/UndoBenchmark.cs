using System.Globalization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// The undo of a repair of 500 functions, beside a driver of the same calls, and beside the floor of one listing of the account: how
/// much is the safety of a deletion?
/// </summary>
internal static class UndoBenchmark
{
    /// <summary>IAM's write quotas are not published: so many roles at once, as the module does it.</summary>
    private const int RolesAtOnce = 3;

    /// <param name="session">The account in which the repair is undone.</param>
    /// <param name="bare">Another of the same state, in which the calls are driven.</param>
    /// <param name="steps">The repair.</param>
    /// <param name="latency">Of a call, in milliseconds.</param>
    /// <param name="updateTime">Of a function's update, in milliseconds.</param>
    public static async Task RunAsync(
        IAwsSession session, IAwsSession bare, IReadOnlyList<LambdaRoleRepairStep> steps, int latency, int updateTime)
    {
        var regions = new AwsGateway().ListKnownRegions();
        var silent = new AccountBenchmark.Silent();
        var options = new AssignmentOptions();
        IReadOnlyList<UndoStep> found = [];
        var survey = await Measure.SecondsAsync(async () =>
        {
            var account = await new AccountReader(session, regions, silent).ReadAsync(RepairSurvey.Query(RegionSelection.All), default);
            found = new RepairSurvey(account).Find(new UndoScope(), problem => throw new ProblemException(problem));
        });
        var results = new List<RoleRepairResult>();
        var undo = survey
            + await Measure.SecondsAsync(() =>
                new RepairUndoer(session, regions, silent, TimeProvider.System, options, throttleLimit: 64).UndoAsync(
                    found, keepRole: false, result =>
                    {
                        lock (results) results.Add(result);
                    }, default));
        if (results.Count != steps.Count || results.Any(result => result.Status != RoleRepairStatus.Undone || result.Reason is not null))
            throw new InvalidOperationException(
                $"{results.Count} results, "
                + $"{results.Count(result => result.Status != RoleRepairStatus.Undone || result.Reason is not null)} not undone: "
                + $"{results.FirstOrDefault(result => result.Reason is not null)}");
        // Fifty functions a region: one page.
        var listing = latency / 1000.0;
        var (floor, safety) = await DriveAsync(bare, steps, options.ConsistencyWait, updateTime);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"undo of {found.Count} steps: {undo:0.0} s, {undo / found.Count * 1000:0} ms a function ({survey:0.0} s of it the "
                + $"survey, {options.ConsistencyWait.TotalSeconds:0} s the wait)"));
        Console.WriteLine(
            FormattableString.Invariant(
                $"floor: the same calls, driven without looking at an answer: {floor:0.0} s; ratio {undo / floor:0.00} ×"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"of the floor, marks, wait, second listing and last looks: {safety:0.0} s; without them the undo would be "
                + $"{undo / (floor - safety):0.00} × its floor"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"floor of one listing of the account: {listing:0.00} s; the undo is {undo / listing:0} × that, and "
                + $"{(undo - options.ConsistencyWait.TotalSeconds) / found.Count / listing:0.0} × a function without the wait"));
    }

    /// <summary>
    /// The calls of an undo, as docs/repair.md counts them: how long they take, and how much of that is for safety alone.
    /// </summary>
    private static async Task<(double All, double Safety)> DriveAsync(
        IAwsSession session, IReadOnlyList<LambdaRoleRepairStep> steps, TimeSpan wait, int updateTime)
    {
        var iam = session.Iam;
        var regions = steps.Select(step => step.Region).Distinct().ToList();
        var all = await Measure.SecondsAsync(async () =>
        {
            await foreach (var _ in iam.GetAccountAuthorizationDetailsAsync(default))
            {
            }

            await ListAsync(session, regions);
            await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (step, _) =>
            {
                var lambda = session.Lambda(step.Region);
                await lambda.GetFunctionAsync(step.FunctionName, default);
                await lambda.ListEventSourceMappingsAsync(step.FunctionName, default);
                var updated = await lambda.UpdateFunctionRoleAsync(step.FunctionName, step.SourceRoleArn, null, default);
                do
                {
                    await Task.Delay(updateTime, CancellationToken.None);
                    updated = await lambda.GetFunctionAsync(step.FunctionName, default);
                }
                while (updated.LastUpdateStatus == "InProgress");
            });
        });
        var safety = await Measure.SecondsAsync(async () =>
        {
            await EachAsync(
                steps, step => iam.TagRoleAsync(step.TargetRoleName, new Dictionary<string, string> { ["mark"] = "x" }, default));
            await Task.Delay(wait);
            await ListAsync(session, regions);
            await EachAsync(steps, async step =>
            {
                await iam.ListInstanceProfilesForRoleAsync(step.TargetRoleName, default);
                await RoleSnapshot.ReadAsync(iam, step.TargetRoleName, default);
                await session.Lambda(step.Region).GetFunctionAsync(step.FunctionName, default);
            });
        });
        all += safety + await Measure.SecondsAsync(() => EachAsync(steps, async step =>
        {
            foreach (var arn in step.AttachedPolicyArns) await iam.DetachRolePolicyAsync(step.TargetRoleName, arn, default);
            foreach (var policy in step.InlinePolicies) await iam.DeleteRolePolicyAsync(step.TargetRoleName, policy.PolicyName, default);
            await iam.DeleteRoleAsync(step.TargetRoleName, default);
        }));
        return (all, safety);
    }

    private static Task ListAsync(IAwsSession session, IEnumerable<string> regions) => Task.WhenAll(regions.Select(async region =>
    {
        await foreach (var _ in session.Lambda(region).ListFunctionDetailsAsync(includeVersions: true, default))
        {
        }
    }));

    private static Task EachAsync(IReadOnlyList<LambdaRoleRepairStep> steps, Func<LambdaRoleRepairStep, Task> work) =>
        Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = RolesAtOnce }, async (step, _) => await work(step));
}
