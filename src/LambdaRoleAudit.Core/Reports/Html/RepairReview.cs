using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The results of a repair, or of undoing one: a picture of before and after, and each function,
///  those that need attention first.</summary>
internal sealed class RepairReview() : HtmlSection("repair", "Repair")
{
    public override bool Concerns(HtmlPage page) => page.Results.Count > 0;

    private protected override void WriteBody(HtmlPage page)
    {
        var text = page.Text;
        var roles = page.Results.GroupBy(entry => entry.RoleArn ?? "", StringComparer.OrdinalIgnoreCase)
            .OrderBy(role => role.Min(entry => entry.Outcome)).ThenByDescending(role => role.Count())
            .ThenBy(role => role.First().RoleName, StringComparer.Ordinal).ToList();
        text.Write($"<p>{HtmlText.Count(page.Results.Count, "function")} of {HtmlText.Count(roles.Count, "source role")}: "
            + $"{Verdict.Statuses(page.Results)}.\n");
        // An undo goes the other way: a function with its source role again had its own role before. What it had is not in the result.
        if (!page.Results.Any(result => result.Status == nameof(RoleRepairStatus.Undone)))
            ChangePicture.Write(page, page.Results, "Before", "After");
        text.Write("<h3 class=list>By source role</h3>\n");
        foreach (var role in roles) WriteRole(page, [.. role]);
    }

    private static void WriteRole(HtmlPage page, List<ReportEntry> entries)
    {
        var text = page.Text;
        var worst = entries.Min(entry => entry.Outcome);
        text.Write($"<details class=\"role {KindOf(worst)}\"{(worst != ReportOutcome.Fine || page.Results.Count <= 12 ? " open" : "")}>"
            + $"<summary><h4>{HtmlText.Encode(entries[0].RoleName)}</h4><span class=sum>{HtmlText.Count(entries.Count, "function")} · "
            + $"{Verdict.Statuses(entries)}</span></summary>\n");
        foreach (var entry in entries.OrderBy(entry => entry.Outcome).ThenBy(FunctionName.Of))
        {
            page.Rows.Add(entry);
            var result = (RoleRepairResult)entry.Source;
            text.Write($"<div class=\"e result {KindOf(entry.Outcome)}\"><p><b>{HtmlText.Encode(Verdict.InWords(entry.Status))}</b> "
                + $"<strong>{HtmlText.Encode(FunctionName.Of(entry)?.ToString())}</strong> <span class=soft>own role "
                + $"{HtmlText.Encode(result.TargetRoleName)}, {HtmlText.Encode(entry.Note)}</span>");
            if (entry.Evidence.Length > 0) text.Write($"<p>{HtmlText.Encode(entry.Evidence)}");
            if (result.EventSourceMappings.Count > 0)
                text.Write(
                    $"<ul>{string.Concat(result.EventSourceMappings.Select(mapping => $"<li>{HtmlText.Encode(mapping.ToString())}"))}</ul>");
            text.Write(PolicyReview.Of(result.ResourcePolicies));
            if (result.Aliases.Count > 0)
                text.Write($"<ul>{string.Concat(result.Aliases.Select(alias => $"<li>Alias {HtmlText.Encode(alias.ToString())}"))}</ul>");
            text.Write("</div>\n");
        }

        text.Write("</details>\n");
    }

    private static string KindOf(ReportOutcome outcome) => outcome switch
    {
        ReportOutcome.Problem => "high",
        ReportOutcome.Undecided => "undecided",
        _ => "fine",
    };
}
