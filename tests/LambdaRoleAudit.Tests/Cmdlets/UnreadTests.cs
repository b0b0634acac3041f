using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Faults;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// Nothing passes unread: for each fault and each region, either the whole answer, or one that says which region it lacks.
/// Never fewer roles without a word.
/// </summary>
public class UnreadTests
{
    private static readonly string[] Regions = ["us-east-1", "eu-west-1", "ap-south-1"];

    public static TheoryData<FaultKind, string, double> Faults()
    {
        var data = new TheoryData<FaultKind, string, double>();
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            foreach (var region in Regions)
            {
                data.Add(kind, $":ListFunctions@{region}", 1);
                // A hang is waited for: by chance it would only take longer.
                if (kind != FaultKind.Hang) data.Add(kind, $"@{region}", 0.5);
            }

            data.Add(kind, ":DescribeRegions", 1);
            data.Add(kind, ":GetCallerIdentity", 1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_answer_is_whole_or_says_what_it_lacks(FaultKind kind, string where, double probability)
    {
        // Roles whose sharing only shows where two or three regions are read, and several pages in each.
        var account = Estate.NewAccount(regions: Regions);
        for (var i = 0; i < 360; i++)
            Estate.AddFunction(
                account, Regions[i % 3], $"fn-{i}", Estate.AddRole(account, "/", i % 4 == 0 ? $"shared-{i % 7}" : $"own-{i}"));
        await using var server = await Sandboxes.StartAsync(
            Estate.StateOf(account), FormattableString.Invariant($"{kind}{where}={probability}"), seed: where.Length, quotas: false);
        await using var healthy = await Sandboxes.StartAsync(Estate.StateOf(account), quotas: false);
        using var session = new ModuleSession();
        var whole = session.Run($"Get-SharedLambdaRole {ModuleSession.At(healthy)}").AssertClean().Roles;
        Assert.Equal(7, whole.Count);

        var result = session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -TimeoutSec {(kind == FaultKind.Hang ? 1 : 30)}");
        if (result.Roles.Count > 0 && result.Roles.All(role => role.IsComplete))
        {
            Assert.Equal(whole.Select(Text), result.Roles.Select(Text));
            Assert.Empty(result.AllErrors);
            return;
        }

        Assert.NotEmpty(result.AllErrors);
        if (where == ":DescribeRegions" && result.Roles.Count > 0)
        {
            // Every known region was tried: these were read, and those that the account has not enabled are not known.
            Assert.Equal(whole.Select(Text), result.Roles.Select(Text));
            Assert.All(result.Roles, role => Assert.Empty(role.UnreadRegions.Intersect(Regions)));
            Assert.Contains(result.Warnings, warning => warning.Contains("DescribeRegions", StringComparison.Ordinal));
            return;
        }

        string[] struck = where.Contains('@', StringComparison.Ordinal) ? [where.Split('@')[1]] : [];
        Assert.All(result.Roles, role =>
        {
            Assert.False(role.IsComplete);
            Assert.Equal(struck, role.UnreadRegions);
        });
        if (result.Roles.Count > 0) Assert.Contains(result.Warnings, warning => warning.Contains(struck[0], StringComparison.Ordinal));
    }

    private static string Text(SharedLambdaRole role) =>
        $"{role.RoleArn} {role.FunctionCount} {string.Join(',', role.Functions.Select(function => function.FunctionArn))}";
}
