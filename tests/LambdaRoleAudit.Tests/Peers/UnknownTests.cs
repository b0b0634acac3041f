using System.Text.RegularExpressions;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>Unknown is rare: how many decisions are, over AWS's own policies, is what docs/findings.md says at most.</summary>
public sealed partial class UnknownTests
{
    private static readonly FindingRule[] Rules = [
        .. RuleCatalog.All.Where(rule =>
            !rule.NeedsUsage && (rule.RuleId.StartsWith("LRA-2", StringComparison.Ordinal) || rule.RuleId == "LRA-301"))];

    [Fact]
    public async Task Unknown_is_as_rare_over_AWS_managed_policies_as_the_page_says()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.RepositoryRoot, "docs", "findings.md"), TestContext.Current.CancellationToken);
        var policies = await ManagedPolicies.TextsAsync();
        var unknown = new List<(string RuleId, string Evidence)>();
        foreach (var (name, document) in policies)
        {
            var plant = new Plant();
            plant.Policies.Add(new RolePolicy(name, $"arn:aws:iam::aws:policy/{name}", document));
            var found = plant.Test(new FindingOptions { Rules = Rules })
                .Where(finding => finding.FunctionName == "planted" && finding.Status == FindingStatus.Unknown);
            unknown.AddRange(
                found.DistinctBy(finding => finding.RuleId).Select(finding => (finding.RuleId, $"{name}: {finding.Evidence}")));
        }

        foreach (var rule in Rules)
        {
            var count = unknown.Count(one => one.RuleId == rule.RuleId);
            TestContext.Current.TestOutputHelper!.WriteLine($"{rule.RuleId}: {count} of {policies.Count}");
            Assert.True(count <= MostOf(page, rule.RuleId), $"{rule.RuleId}: {count} of {policies.Count}, the page says less");
        }

        foreach (var (ruleId, evidence) in unknown) TestContext.Current.TestOutputHelper!.WriteLine($"{ruleId} {evidence}");
    }

    private static int MostOf(string page, string ruleId) =>
        int.Parse(
            Row().Matches(page).Single(row => row.Groups[1].Value == ruleId).Groups[2].Value,
            System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| AWS managed policies \| (LRA-\d+) \| (\d+) of ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
