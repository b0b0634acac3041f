using System.Globalization;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The verdict: sentences that say what the report says, the most important first. A number that can be too low, because something was not
/// read, says so.
/// </summary>
internal static partial class Verdict
{
    /// <summary>Returns the sentences. There is always one.</summary>
    public static IReadOnlyList<string> Of(HtmlPage page)
    {
        List<string> sentences =
        [
            .. Results(page.Results), .. Sharing(page), .. Findings(page), .. UsageVerdict.Of(page.Usage), .. Steps(page.Steps),
            .. page.Entries.Where(entry => entry.Kind == "Comparison").Select(entry => $"{entry.Title}: {entry.Status}."),
        ];
        return sentences.Count > 0 ? sentences : ["There is nothing to report."];
    }

    /// <summary>Returns the functions that share roles, and all functions that were compared: <c>5 of 12 functions</c>.</summary>
    private static IEnumerable<string> Sharing(HtmlPage page)
    {
        var shared = page.Roles.Where(role => role.IsShared).ToList();
        var judged = page.Entries.Where(IsAboutSharing).ToList();
        if (shared.Count > 0)
        {
            var functions = shared.SelectMany(role => role.Functions).Distinct().Count();
            var most = page.Coverage.Functions is { } all && all >= functions
                ? string.Create(CultureInfo.InvariantCulture, $"{functions:N0} of {HtmlText.Count(all, "function")}")
                : HtmlText.Count(functions, "function");
            var read = page.Coverage.Regions.Count;
            var regions = read > 0 ? read
                 : shared.SelectMany(role => role.Functions.Select(function => function.Region)).Distinct().Count();
            var isLeast = page.Coverage.IsIncomplete || shared.Exists(role => role.Findings.Any(HasMoreUsers));
            var subject = HtmlText.Count(shared.Count, "role");
            yield return shared.Exists(role => role.Functions.Count < 2)
                ? $"{most} in {HtmlText.Count(regions, "region")} {(functions == 1 ? "shares" : "share")} {subject} with others."
                : $"{(isLeast ? $"At least {subject}" : subject)} {(shared.Count == 1 ? "is" : "are")} shared by "
                    + $"{(isLeast ? "at least " : "")}{most} in {HtmlText.Count(regions, "region")}.";
        }
        else if (judged.Count > 0 && judged.TrueForAll(entry => entry.Outcome == ReportOutcome.Fine))
            yield return page.Coverage.IsIncomplete
                ? "No shared role was found, but not everything could be read."
                : "No role in this report is shared.";
        var unknown = judged.Count(entry => entry.Outcome == ReportOutcome.Undecided);
        if (unknown > 0)
            yield return $"Whether a role is shared is unknown for {(judged[0].Kind == "Role" ? HtmlText.Count(unknown, "role")
                : HtmlText.Count(unknown, "function"))}.";
    }

    private static bool IsAboutSharing(ReportEntry entry) => entry.Kind switch
    {
        "Finding" => entry.RuleId == SharedLambdaRole.LambdaRuleId,
        "Role" => entry.Status != "Missing",
        _ => false,
    };

    /// <summary>Returns true if the evidence names more functions than are in the report, because only some were selected.</summary>
    private static bool HasMoreUsers(FindingGroup group)
    {
        if (group.Shown is not { Kind: "Finding", RuleId: SharedLambdaRole.LambdaRuleId } finding) return false;
        if (OtherUsers().Match(finding.Evidence) is not { Success: true } users) return false;
        var more = users.Groups["more"] is { Success: true, Value: var number } ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        return users.Groups["names"].Value.Split(", ").Length + more + 1 > group.Functions.Count;
    }

    [GeneratedRegex(@"is also used by (?<names>.+?)(?: and (?<more>\d{1,8}) more)?\.$")]
    private static partial Regex OtherUsers();

    private static IEnumerable<string> Findings(HtmlPage page)
    {
        var others = page.Roles.SelectMany(role => role.Findings).Where(group =>
            group.Shown.RuleId != SharedLambdaRole.LambdaRuleId || group.Shown.Outcome == ReportOutcome.Suppressed).ToList();
        var problems = others.Where(group => group.Shown.Outcome == ReportOutcome.Problem).ToList();
        var hasShared = page.Roles.Any(role => role.IsShared);
        if (problems.Count > 0)
        {
            var severities = problems.GroupBy(group => group.Shown.Severity).OrderByDescending(group => group.Key)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {group.Key}"));
            var roles = page.Roles.Count(role => role.Findings.Any(problems.Contains));
            yield return $"{HtmlText.Count(problems.Count, hasShared ? "other finding" : "finding")} "
                + $"about {HtmlText.Count(roles, "role")}: "
                + $"{string.Join(", ", severities)}.";
        }

        var unknown = others.Count(group => group.Shown.Outcome == ReportOutcome.Undecided);
        if (unknown > 0) yield return $"{HtmlText.Count(unknown, "result")} {(unknown == 1 ? "is" : "are")} unknown.";
        var suppressed = others.Count(group => group.Shown.Outcome == ReportOutcome.Suppressed);
        if (suppressed > 0) yield return $"{HtmlText.Count(suppressed, "finding")} {(suppressed == 1 ? "is" : "are")} suppressed.";
        if (problems.Count + unknown + suppressed == 0 && !hasShared && page.Entries.Any(entry => entry.Kind == "Finding"))
            yield return "All rules in this report passed.";
    }

    private static IEnumerable<string> Steps(IReadOnlyList<ReportEntry> steps)
    {
        if (steps.Count == 0) yield break;
        var ready = steps.Count(step => step.Status == "Ready");
        var rest = Statuses(steps.Where(step => step.Status != "Ready"));
        yield return $"The plan gives {(ready == steps.Count ? HtmlText.Count(ready, "function") : string.Create(
            CultureInfo.InvariantCulture, $"{ready:N0} of {HtmlText.Count(steps.Count, "function")}"))} "
            + $"{(ready == 1 ? "its own role" : "their own roles")}{(rest.Length > 0 ? $"; {rest}" : "")}.";
    }

    private static IEnumerable<string> Results(IReadOnlyList<ReportEntry> results)
    {
        if (results.Count == 0) yield break;
        var undone = results.Count(result => result.Status == nameof(RoleRepairStatus.Undone));
        var done = results.Count(ChangePicture.HasOwn);
        var isUndo = undone > done;
        var rest = Statuses(results.Where(result =>
            !(isUndo ? result.Status == nameof(RoleRepairStatus.Undone) : ChangePicture.HasOwn(result))));
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{(isUndo ? undone : done):N0} of {HtmlText.Count(results.Count, "function")} ")
            + ((isUndo, isUndo ? undone : done) switch
            {
                (true, 1) => "has its source role again",
                (true, _) => "have their source roles again",
                (false, 1) => "now has its own role",
                _ => "now have their own roles",
            }) + (rest.Length > 0 ? $"; {rest}." : ".");
    }

    /// <summary>Returns numbers of statuses in words: <c>2 rolled back, 1 blocked</c>.</summary>
    public static string Statuses(IEnumerable<ReportEntry> entries) => string.Join(
        ", ",
        entries.GroupBy(entry => entry.Status).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {InWords(group.Key)}")));

    /// <summary>Returns a status in words: <c>AlreadyRepaired</c> is <c>already repaired</c>.</summary>
    public static string InWords(string status) =>
        Words().Replace(status, match => $"{(match.Index > 0 ? " " : "")}{match.Value.ToLowerInvariant()}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Words();
}
