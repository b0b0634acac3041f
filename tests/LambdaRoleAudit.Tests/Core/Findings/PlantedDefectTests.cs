using System.Text.Json.Nodes;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests;

/// <summary>
/// Each rule's defect, planted in the forms that it really takes, and beside each a clean twin: every planted one is found,
/// every twin is silent.
/// </summary>
public class PlantedDefectTests
{
    /// <summary>Defects of a role or a function. UsageRuleTests has the rules about usage.</summary>
    public static TheoryData<string> Rules() => [.. RuleCatalog.All.Where(rule => !rule.NeedsUsage).Select(rule => rule.RuleId)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_planted_defect_is_found_and_every_clean_twin_is_silent(string ruleId)
    {
        var forms = PlantedForms.Of(ruleId).ToList();
        Assert.True(forms.Select(form => form.Name).Distinct().Count() >= 20, $"{ruleId}: {forms.Count} forms");
        var missed = new List<string>();
        var random = new Random(ruleId.Length + ruleId[^1]);
        foreach (var form in forms)
        {
            var defect = new Plant();
            form.Defect(defect);
            defect.Scatter(random);
            if (!Found(defect, ruleId).Any(finding => finding.Status == FindingStatus.Fail)) missed.Add($"not found: {form.Name}");
            var clean = new Plant();
            form.Clean(clean);
            clean.Scatter(random);
            if (Found(clean, ruleId) is { Count: > 0 } noise) missed.Add($"noise: {form.Name}: {noise[0].Status} {noise[0].Evidence}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{ruleId}: {forms.Count} forms");
        Assert.True(missed.Count == 0, $"{ruleId}, of {forms.Count} forms:\n{string.Join('\n', missed)}");
    }

    private static List<LambdaRoleFinding> Found(Plant plant, string ruleId) =>
        [.. plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == ruleId)] })];
}
