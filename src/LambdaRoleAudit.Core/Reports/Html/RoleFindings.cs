using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>One section for each role, the worst first: its functions, the findings about it once,
///  and the findings of single functions.</summary>
internal sealed class RoleFindings() : HtmlSection("roles", "Roles and findings")
{
    /// <summary>More roles are in a closed group of this size, so that the page is not thousands of lines long.</summary>
    private const int PerGroup = 100;

    public override bool Concerns(HtmlPage page) => page.Roles.Count > 0;

    /// <summary>Returns the id of a role's section.</summary>
    public static string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"role-{index + 1}");

    /// <summary>Returns the class and the word for what a finding is: its severity, or that it is unknown or suppressed.</summary>
    public static (string Class, string Word) KindOf(ReportEntry entry) => entry.Outcome switch
    {
        ReportOutcome.Undecided => ("undecided", "Unknown"),
        ReportOutcome.Suppressed => ("low", "Suppressed"),
        _ => (entry.Severity?.ToString().ToLowerInvariant() ?? "low", entry.Severity?.ToString() ?? entry.Status),
    };

    private protected override void WriteBody(HtmlPage page)
    {
        WriteCounts(page);
        SharingPicture.Write(page);
        var budget = PageBudget.Of(page.Roles);
        page.Text.Write("<h3 class=list>By role, the worst first</h3>\n");
        for (var i = 0; i < page.Roles.Count; i++)
        {
            if (i > 0 && i % PerGroup == 0)
            {
                if (i > PerGroup) page.Text.Write("</details>\n");
                page.Text.Write(string.Create(CultureInfo.InvariantCulture,
                    $"<details class=group><summary>Roles {i + 1:N0} to {Math.Min(i + PerGroup, page.Roles.Count):N0} of {page.Roles.Count:N0}</summary>\n"));
            }

            if (i == budget.CompleteRoles)
                page.Text.Write($"<p class=soft>The report is large. From here on, a finding is one line, and its evidence is cut at "
                    + $"{budget.LongestEvidence} characters. What to do is in the <a href=\"#rules\">text of the rules</a>. "
                        + $"The other formats except "
                    + "Markdown have everything.\n");
            if (i < budget.CompleteRoles) new RoleWriter(page, page.Roles[i], i).Write();
            else RoleLines.Write(page, page.Roles[i], i, budget.LongestEvidence);
        }

        if (page.Roles.Count > PerGroup) page.Text.Write("</details>\n");
    }

    /// <summary>Writes how many findings there are of each severity, each counted once for its role.</summary>
    private static void WriteCounts(HtmlPage page)
    {
        var findings = page.Roles.SelectMany(role => role.Findings).Select(group => group.Shown).ToList();
        if (findings.Count == 0) return;
        page.Text.Write("<ul class=counts>");
        foreach (var group in findings.GroupBy(KindOf).OrderByDescending(group => group.Max(entry => entry.Severity)))
            page.Text.Write(string.Create(
                CultureInfo.InvariantCulture, $"<li class={group.Key.Class}><b>{group.Count():N0}</b> {HtmlText.Encode(group.Key.Word)}"));
        page.Text.Write("<li class=plain>findings, each counted once for its role</ul>\n");
    }
}
