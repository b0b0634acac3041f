using System.Globalization;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;
using Need = LambdaRoleAudit.Sandbox.Workloads.UsedPermission;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// Random workloads are repaired with the strategy Used, and run again under the new roles. The judge is iam-simulate, which shares no code
/// with the module, and the truth about each call is the generator's. More: USED_WORKLOADS=500.
/// </summary>
public sealed class UsedWorkloadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("USED_WORKLOADS"), CultureInfo.InvariantCulture, out var count) ? count : 6;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_repaired_function_can_do_what_it_did_and_not_what_others_did()
    {
        var seed = Environment.GetEnvironmentVariable("CI") is null ? 1 : Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var tally = new Tally();
        for (var round = 0; round < Rounds; round++) await RunAsync(seed + round, (NarrowedResourceScope)(round % 2), tally);
        TestContext.Current.TestOutputHelper.WriteLine(tally.ToString());
        Assert.True(tally.Allowed > Rounds * 20, $"Only {tally.Allowed} calls were run again.");
        Assert.True(tally.Foreign > Rounds * 5, $"Only {tally.Foreign} calls of others were tried.");
    }

    private async Task RunAsync(int seed, NarrowedResourceScope scope, Tally tally)
    {
        var workload = Workload.Random(seed, new WorkloadOptions
        {
            Days = 2, Functions = 7 + (seed % 3), NoiseShare = 0.2, Era = RecordEra.WithFunction,
            // Some trails leave a part of the data events out.
            Selectors = seed % 2 == 0
                ? TrailSelectors.OfTypes(WorkloadOptions.DataTypes)
                : TrailSelectors.OfTypes("AWS::S3::Object", "AWS::SQS::Queue"),
        });
        var usage = (await UsageSamples.OfWorkloadAsync(workload, _folder.CreateSubdirectory($"{seed}")))
            .Select(one => WithLastAccess(one, workload)).ToList();
        var state = WorkloadSandbox.NewState(workload);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var options = new RepairOptions
        {
            Strategy = RepairStrategy.Used, Usage = usage,
            Narrowing = new NarrowingOptions { ResourceScope = scope, DropUnseen = true, MinimumDays = 1 },
        };
        var plan = await RepairRuns.PlanAsync(server, options);
        Assert.All(plan, step => Assert.True(step.CanApply, $"seed {seed}: {step}: {string.Join(' ', step.Blockers)}"));
        var results = await RepairRuns.RepairAsync(server, plan);
        Assert.All(results, result => Assert.True(result.Status == RoleRepairStatus.Repaired, $"seed {seed}: {result}: {result.Reason}"));

        var account = state.Accounts.Values.Single();
        var cases = new List<(string Name, Need Need, bool IsOwn, PolicySet Old, PolicySet New)>();
        foreach (var step in plan)
        {
            var function = workload.Functions.Single(one => one.Arn == step.FunctionArn);
            var own = workload.Truth.Used[function.Arn].Where(need => need.Count > need.Denied).ToList();
            var (before, after) = (Policies(account.Roles[function.Role.Name]), Policies(account.Roles[step.TargetRoleName]));
            cases.AddRange(own.Select(need => (function.Name, need, true, before, after)));
            var seen = new SeenActions(usage.Single(one => one.FunctionArn == function.Arn), usage, function.Role.Arn);
            foreach (var other in workload.Functions.Where(other => other.Role == function.Role && other != function))
            {
                cases.AddRange(workload.Truth.Used[other.Arn]
                    .Where(need => need.State == LogState.Logged && need.Count > need.Denied && seen.Shows(need.Action)
                        && !own.Exists(mine => mine.Action == need.Action && (mine.Resource == need.Resource || mine.Resource is null)))
                    .Select(need => (function.Name, need, false, before, after)));
            }

            // Excess: an action that is granted, that the program never makes, and whose use would be seen.
            tally.Excess += RoleGrantedActions.Of(after).Actions.Count(granted => seen.Shows(granted.Action)
                && !own.Exists(need => need.Action.Equals(granted.Action, StringComparison.OrdinalIgnoreCase)));
            tally.Functions++;
            tally.Before += step.Narrowing!.Before!.Actions;
            tally.After += step.Narrowing.After!.Actions;
        }

        var verdicts = await IamSimulate.AskAsync(
        [
            .. cases.SelectMany(one => new[] { one.Old, one.New }.Select(set => (set, new[]
            {
                new PolicyRequest(one.Need.Action, one.Need.Resource ?? "*", RequestContext.Unknown),
            }))),
        ]);
        for (var i = 0; i < cases.Count; i++)
        {
            var (name, need, isOwn, _, _) = cases[i];
            var (before, after) = (verdicts[i * 2][0], verdicts[(i * 2) + 1][0]);
            var text = $"seed {seed}, {scope}, {name}: {need.Action} on {need.Resource} ({need.State}): {before}, now {after}";
            if (before != "Allowed") continue;
            if (isOwn)
            {
                tally.Allowed++;
                Assert.True(after == "Allowed", text);
            }
            else
            {
                tally.Foreign++;
                if (after != "Allowed") continue;
                tally.ForeignAllowed++;
                Assert.True(scope != NarrowedResourceScope.Seen, text);
            }
        }

        Assert.True(tally.Excess == 0, $"seed {seed}, {scope}: {tally}");
    }

    private static PolicySet Policies(RoleState role) =>
        new(role.InlinePolicies.Values.Select(PolicyDocument.Parse), null);

    /// <summary>IAM's last accessed information about the role, from the generator's truth: of all functions and other sessions.</summary>
    private static LambdaRoleUsage WithLastAccess(LambdaRoleUsage usage, Workload workload)
    {
        var last = workload.Functions.Where(function => function.Role.Arn == usage.RoleArn)
            .SelectMany(function => workload.Truth.Used[function.Arn])
            .Concat(workload.Truth.Unattributed.GetValueOrDefault(usage.RoleArn!, []))
            .GroupBy(need => need.Action.Split(':')[0], StringComparer.Ordinal)
            .ToDictionary(service => service.Key, service => (DateTimeOffset?)service.Max(need => need.LastSeen));
        return usage with
        {
            IsLastAccessedRead = true,
            Coverage = usage.Coverage is null
                ? null
                : [.. usage.Coverage.Select(one => one with { LastAccessed = last.GetValueOrDefault(one.Service) })],
        };
    }

    /// <summary>
    /// Which actions a person would expect to be dropped if they were not used: the usage shows the service completely, and no call of the
    /// service is without an action or a function.
    /// </summary>
    private sealed class SeenActions(LambdaRoleUsage usage, IReadOnlyList<LambdaRoleUsage> all, string role)
    {
        private readonly HashSet<string> _doubted = all
            .Where(one => one == usage || (one.FunctionArn is null && one.RoleArn == role))
            .SelectMany(one => one.Unmapped.SelectMany(call => EventSourceNames.PrefixesOf(EventSourceNames.NameOf(call.EventSource)))
                .Concat(one == usage ? [] : one.Permissions.Select(permission => permission.Action.Split(':')[0])))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        public bool Shows(string action)
        {
            var service = action.Split(':')[0];
            return !_doubted.Contains(service) && usage.Coverage!.Any(one => one.Service == service)
                && usage.Coverage!.Where(one => one.Service == service).All(one => one.Status == CoverageStatus.Seen);
        }
    }

    private sealed class Tally
    {
        public int Functions, Allowed, Foreign, ForeignAllowed, Excess, Before, After;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Functions} functions: {Before} actions before, {After} after; {Allowed} calls allowed again; {ForeignAllowed} of {Foreign} "
            + $"calls of others still allowed; excess {Excess}");
    }
}
