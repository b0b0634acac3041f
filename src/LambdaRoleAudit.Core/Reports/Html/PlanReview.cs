using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// A plan, to be reviewed: what it does to how many functions, what blocks it, what is proven; a picture of now and then; and for each
/// function what changes, its blockers first. What is the same for all functions, or for all of a role, is written once.
/// </summary>
internal sealed class PlanReview() : HtmlSection("plan", "Repair plan")
{
    public override bool Concerns(HtmlPage page) => page.Steps.Count > 0;

    private protected override void WriteBody(HtmlPage page)
    {
        var text = page.Text;
        var steps = page.Steps.Select(entry => (LambdaRoleRepairStep)entry.Source).ToList();
        var roles = page.Steps.GroupBy(entry => entry.RoleArn ?? "", StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(role => role.Any(entry => entry.Outcome == ReportOutcome.Problem)).ThenByDescending(role => role.Count())
            .ThenBy(role => role.First().RoleName, StringComparer.Ordinal).ToList();
        text.Write($"<p>{HtmlText.Count(steps.Count, "function")} on {HtmlText.Count(roles.Count, "role")}: "
            + $"{Verdict.Statuses(page.Steps)}.\n"
            + "<p>Proof that the new role grants no more than the source role: "
            + $"{string.Join(", ", steps.GroupBy(step => step.Proof).OrderByDescending(group => group.Count())
                .Select(group => $"{HtmlText.Encode(Verdict.InWords(group.Key))} for {HtmlText.Count(group.Count(), "function")}"))}.\n");
        WriteBlockers(text, steps);
        NarrowingReview.Write(text, steps);
        var all = Common(steps);
        if (all.Count > 0 && steps.Count > 1)
            text.Write($"<h3>Valid for all {HtmlText.Count(steps.Count, "function")}</h3>\n{Issues(all)}\n");
        ChangePicture.Write(page, page.Steps, "Now", "Then");
        text.Write("<h3 class=list>By role</h3>\n");
        foreach (var role in roles) WriteRole(page, [.. role], steps.Count > 1 ? all : []);
    }

    /// <summary>Writes a line for each kind of blocker, the most frequent first.</summary>
    private static void WriteBlockers(TextWriter text, List<LambdaRoleRepairStep> steps)
    {
        var kinds = steps.SelectMany(step => step.Blockers).GroupBy(issue => issue.Id).OrderByDescending(kind => kind.Count()).ToList();
        if (kinds.Count == 0) return;
        text.Write("<h3>Blocked by</h3>\n<table class=kinds><thead><tr><th scope=col>Blocker"
            + $"<th scope=col>Functions<th scope=col>Message for "
            + "the first</thead><tbody>\n");
        foreach (var kind in kinds)
            text.Write($"<tr><th scope=row>{HtmlText.Encode(kind.Key)}"
                + $"<td class=number>{kind.Count().ToString("N0", CultureInfo.InvariantCulture)}"
                + $"<td>{HtmlText.Encode(kind.First().Message)}\n");
        text.Write("</tbody></table>\n");
    }

    private static void WriteRole(HtmlPage page, List<ReportEntry> entries, IReadOnlyCollection<PlanIssue> known)
    {
        var text = page.Text;
        var steps = entries.Select(entry => (LambdaRoleRepairStep)entry.Source).ToList();
        var common = entries.Count > 1 ? Common(steps).Except(known).ToList() : [];
        var contents = steps.Select(Content).Distinct(StringComparer.Ordinal).ToList();
        var isBlocked = entries.Exists(entry => entry.Outcome == ReportOutcome.Problem);
        text.Write($"<details class=\"role {(isBlocked ? "high" : "fine")}\"{(isBlocked || page.Steps.Count <= 12 ? " open" : "")}>"
            + $"<summary><h4>{HtmlText.Encode(entries[0].RoleName)}</h4><span class=sum>{HtmlText.Count(entries.Count, "function")} · "
            + $"{Verdict.Statuses(entries)}</span></summary>\n");
        if (entries.Count > 1 && contents.Count == 1) text.Write($"<p class=soft>Each new role has: {contents[0]}\n");
        if (common.Count > 0) text.Write($"<p class=soft>Valid for each function of the role:{Issues(common)}\n");
        foreach (var (entry, step) in entries.Zip(steps).OrderBy(pair => pair.First.Outcome).ThenBy(pair => FunctionName.Of(pair.First)))
        {
            page.Rows.Add(entry);
            text.Write($"<details class=\"e {(step.Blockers.Count > 0 ? "high" : step.CanApply ? "fine" : "low")}\">"
                + $"<summary><b>{HtmlText.Encode(Verdict.InWords(entry.Status))}</b> {HtmlText.Encode(FunctionName.Of(entry)?.ToString())}"
                + $"{(step.Blockers.Count > 0 ? $" <em>{HtmlText.Encode(string.Join(", ", step.Blockers.Select(issue => issue.Id)))}</em>" : "")}"
                + $"</summary>{Issues(step.Blockers)}");
            text.Write(step.IsNotShared ? "<p>No other function uses the role, so nothing changes."
                : step.IsAlreadyRepaired
                     ? $"<p>The function already has its own role {HtmlText.Encode(step.TargetRoleName)}, so "
                        + $"{(step.Aliases.Count > 0 ? "it stays there" : "nothing changes")}."
                : $"<p>Role: {HtmlText.Encode(entry.RoleName)} → <strong>{HtmlText.Encode(step.TargetRoleName)}</strong>. "
                    + $"That it grants no more is {HtmlText.Encode(Verdict.InWords(step.Proof))}"
                    + $"{(step.ProofReason is { } reason ? $": {HtmlText.Encode(reason)}" : ".")}");
            if (contents.Count > 1 || entries.Count == 1) text.Write($"<p>The new role has: {Content(step)}");
            text.Write(NarrowingReview.Of(step, page.Steps.Count));
            text.Write(PolicyReview.Of(step.ResourcePolicies));
            foreach (var alias in step.Aliases)
                text.Write($"<p>Alias {HtmlText.Encode(alias.ToString())}.{Issues([.. alias.Blockers, .. alias.Warnings])}");
            text.Write($"{Issues([.. step.Warnings.Except(known).Except(common)])}</details>\n");
        }

        text.Write("</details>\n");
    }

    /// <summary>Returns the warnings that all steps have, in their order.</summary>
    private static List<PlanIssue> Common(List<LambdaRoleRepairStep> steps) =>
        [.. steps[0].Warnings.Where(issue => steps.TrueForAll(step => step.Warnings.Contains(issue)))];

    private static string Issues(IReadOnlyCollection<PlanIssue> issues) => issues.Count == 0 ? ""
        : $"<ul class=issues>"
            + $"{string.Concat(issues.Select(issue => $"<li><b>{HtmlText.Encode(issue.Id)}</b> {HtmlText.Encode(issue.Message)}"))}</ul>";

    /// <summary>Returns what the new role has, as HTML.</summary>
    private static string Content(LambdaRoleRepairStep step)
    {
        var policies = step.AttachedPolicyArns.Select(Arn.NameIn)
            .Concat(step.InlinePolicies.Select(policy => $"{policy.PolicyName} (inline)"))
            .Concat(step.CreatedPolicies.Select(policy => $"{policy.PolicyName} (created)"));
        var names = string.Join(", ", policies);
        return HtmlText.Encode($"{(names.Length > 0 ? names : "no policies")}; strategy {step.Strategy}; path {step.TargetPath}"
            + (step.PermissionsBoundaryArn is { } boundary ? $"; boundary {Arn.NameIn(boundary)}" : "; no boundary"));
    }
}
