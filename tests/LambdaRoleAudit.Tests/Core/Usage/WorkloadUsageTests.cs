using System.Globalization;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Usage;
using Found = LambdaRoleAudit.Model.UsedPermission;

namespace LambdaRoleAudit.Tests.Core.Usage;

/// <summary>
/// Random workloads whose truth is known: each function has the permissions that its program needed and the trail logged, and nothing of
/// another function. The truth of each call is written by hand in the Sandbox, from AWS's pages, and knows nothing of the catalog.
/// </summary>
public class WorkloadUsageTests
{
    private static readonly RecordEra[] Eras = Enum.GetValues<RecordEra>();

    /// <summary>The number of workloads: 200 by USAGE_WORKLOADS=200.</summary>
    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("USAGE_WORKLOADS"), CultureInfo.InvariantCulture, out var count) ? count : 24;

    [Fact]
    public void Each_function_has_the_permissions_of_its_program_and_no_others()
    {
        var seed = Environment.GetEnvironmentVariable("CI") is null ? 1 : Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var (known, all) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(seed + round);
            var workload = Workload.Random(seed + round, new WorkloadOptions
            {
                Days = 1,
                Functions = random.Next(7, 14),
                Era = Eras[round % Eras.Length],
                Selectors = Selectors(random),
                // Noise decides nothing about functions. It is in each workload, and most of a real log.
                NoiseShare = round % 4 == 0 ? 0.95 : 0.3,
            });
            var calls = Collect(workload);
            var truth = new ExpectedUsage(workload);
            Compare(truth.Functions, calls.Functions, $"seed {seed + round}", ref known, ref all);
            Compare(truth.Unattributed, calls.Unattributed, $"seed {seed + round}, unattributed", ref known, ref all);
            Assert.Equal(truth.Unmapped, calls.Functions.SelectMany(log => log.Value.Unmapped().Select(call =>
                $"{log.Key} {call.EventSource} {call.EventName} {call.Count}")).Order(StringComparer.Ordinal));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"the resource of {known} of {all} permissions is known"));
        Assert.True(known > all * 0.8, $"Only {known} of {all} resources are known.");
    }

    [Fact]
    public void Functions_of_one_name_on_one_role_share_calls_without_a_function_and_say_so()
    {
        var workload = Workload.Random(5, new WorkloadOptions { Days = 1, Functions = 12, Era = RecordEra.WithoutScope });
        var twins = workload.Functions.GroupBy(function => (function.Name, function.Role)).First(group => group.Count() > 1).ToList();
        var calls = Collect(workload);
        if (twins[0].Role.TrustsOthers)
        {
            Assert.All(twins, twin => Assert.False(calls.Functions.ContainsKey(twin.Arn)));
            return;
        }

        Assert.All(
            twins.SelectMany(twin => calls.Functions[twin.Arn].Permissions()),
            permission => Assert.Equal(UsageAttribution.SharedSessionName, permission.Attribution));
    }

    private static void Compare(
        IReadOnlyDictionary<string, List<(string Action, string? Resource, bool IsDenied)>> truth,
        IReadOnlyDictionary<string, ActivityLog> found, string of, ref int known, ref int all)
    {
        foreach (var owner in truth.Keys.Union(found.Keys))
        {
            var expected = truth.GetValueOrDefault(owner, []);
            IReadOnlyList<Found> permissions = found.TryGetValue(owner, out var log) ? [.. log.Permissions()] : [];
            var text = $"{of}, {owner}";
            Assert.Equal(
                Sums(expected.GroupBy(one => one.Action).Select(
                    group => (group.Key, group.LongCount(one => !one.IsDenied), group.LongCount(one => one.IsDenied)))),
                Sums(permissions.GroupBy(one => one.Action).Select(
                    group => (group.Key, group.Sum(one => one.Count), group.Sum(one => one.DeniedCount)))));
            foreach (var permission in permissions)
            {
                all++;
                // What a record does not tell is unknown, never wrong.
                if (permission.ResourceArn is null) continue;
                known++;
                Assert.True(
                    expected.Exists(one => one.Action == permission.Action && IsSame(one.Resource ?? "*", permission.ResourceArn)),
                    $"{text}: {permission} is not in the truth.");
            }
        }
    }

    /// <summary>
    /// For a log group, policies are written with ":*", and the request names its log streams. A secret that was named without its suffix
    /// has a pattern for it.
    /// </summary>
    private static bool IsSame(string truth, string found) =>
        found == truth || (found.EndsWith("-??????", StringComparison.Ordinal) && truth.StartsWith(found[..^6], StringComparison.Ordinal)
            && truth.Length == found.Length)
        || (truth.EndsWith(":*", StringComparison.Ordinal) && found.StartsWith(truth[..^1], StringComparison.Ordinal));

    private static string Sums(IEnumerable<(string Action, long Allowed, long Denied)> sums) =>
        string.Join('\n', sums.OrderBy(sum => sum.Action, StringComparer.Ordinal));

    private static UsageCollector Collect(Workload workload)
    {
        var scope = new UsageScope(
            [.. workload.Roles.Select(role => new RoleInScope(
                role.Arn, [.. workload.Functions.Where(function => function.Role == role).Select(function => function.Arn)],
                !role.TrustsOthers))],
            null, null);
        var calls = new UsageCollector(scope);
        var text = new MemoryStream();
        foreach (var record in workload.Records())
        {
            text.Write(record.Json);
            text.WriteByte((byte)'\n');
        }

        text.Position = 0;
        TrailStream.Read(text, calls, TestContext.Current.CancellationToken);
        return calls;
    }

    private static Sandbox.State.TrailSelectors Selectors(Random random) =>
        Sandbox.State.TrailSelectors.OfTypes([.. WorkloadOptions.DataTypes.Where(_ => random.Next(4) > 0)]);
}
