using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>One section for each role, the worst first: its functions, the findings about it once, and the findings of single functions.</summary>
internal sealed class RoleFindings() : HtmlSection("roles", "Roles and findings")
{
    /// <summary>More roles are in a closed group of this size, so that the page is not thousands of lines long.</summary>
    private const int PerGroup = 100;

    private const int FewNames = 3;

    public override bool Concerns(HtmlPage page) => page.Roles.Count > 0;

    /// <summary>Returns the id of a role's section.</summary>
    public static string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"role-{index + 1}");

    private protected override void WriteBody(HtmlPage page)
    {
        Counts(page);
        SharingPicture.Write(page);
        if (page.Budget.IsCut)
            page.Text.Write($"<p class=soft>Because the report is large, evidence is cut at {page.Budget.LongestEvidence} characters"
                + $"{(page.Budget.HasAdvice ? "" : ", and advice that is in the text of the rule is left out")}. The other formats except Markdown have "
                + "all of it.\n");
        page.Text.Write("<h3 class=list>By role, the worst first</h3>\n");
        for (var i = 0; i < page.Roles.Count; i++)
        {
            if (i > 0 && i % PerGroup == 0)
            {
                if (i > PerGroup) page.Text.Write("</details>\n");
                page.Text.Write(string.Create(CultureInfo.InvariantCulture,
                    $"<details class=group><summary>Roles {i + 1:N0} to {Math.Min(i + PerGroup, page.Roles.Count):N0} of {page.Roles.Count:N0}</summary>\n"));
            }

            WriteRole(page, page.Roles[i], i);
        }

        if (page.Roles.Count > PerGroup) page.Text.Write("</details>\n");
    }

    /// <summary>Writes how many findings there are of each severity, each counted once for its role.</summary>
    private static void Counts(HtmlPage page)
    {
        var findings = page.Roles.SelectMany(role => role.Findings).Select(group => group.Shown).ToList();
        if (findings.Count == 0) return;
        page.Text.Write("<ul class=counts aria-label=\"Findings by severity, each counted once for its role\">");
        foreach (var group in findings.GroupBy(Kind).OrderByDescending(group => group.Max(entry => entry.Severity)))
            page.Text.Write(string.Create(
                CultureInfo.InvariantCulture, $"<li class={group.Key.Class}><b>{group.Count():N0}</b> {HtmlText.Encode(group.Key.Word)}"));
        page.Text.Write("</ul>\n");
    }

    /// <summary>Returns the class and the word for what a finding is: its severity, or that it is unknown or suppressed.</summary>
    private static (string Class, string Word) Kind(ReportEntry entry) => entry.Outcome switch
    {
        ReportOutcome.Undecided => ("undecided", "Unknown"),
        ReportOutcome.Suppressed => ("low", "Suppressed"),
        _ => (entry.Severity?.ToString().ToLowerInvariant() ?? "low", entry.Severity?.ToString() ?? entry.Status),
    };

    private static void WriteRole(HtmlPage page, RoleSection role, int index)
    {
        var text = page.Text;
        var findings = role.Findings;
        var isSmall = page.Budget is { HasTitles: false };
        var kind = findings.Count == 0 ? "fine" : role.Worst?.ToString().ToLowerInvariant() ?? "undecided";
        text.Write($"<details class=\"role {kind}\" id={IdOf(index)}{(index == 0 ? " open" : "")}><summary><h4>{HtmlText.Encode(role.Name)}</h4>"
            + $"<span class=sum>{Summary(role, findings)}</span></summary>\n");
        if (role.Arn.Length > 0 && !isSmall) text.Write($"<p class=arn>{HtmlText.Encode(role.Arn)}\n");
        text.Write("<div class=places>");
        foreach (var region in role.Functions.GroupBy(function => function.Region))
            text.Write($"<div class=where><b>{(region.Key.Length > 0 ? HtmlText.Encode(region.Key) : "No region")}</b>"
                + $"{HtmlText.Names(region.Select(function => function.Name))}</div>\n");
        if (role.Versions.Count > 0) text.Write($"<div class=where><b>Versions</b>{HtmlText.Names(role.Versions)}</div>\n");
        text.Write("</div>\n");
        foreach (var fact in role.Facts.Where(fact => fact.Kind == "Role")) WriteFact(page, fact);
        var isAboutRole = true;
        foreach (var group in findings)
        {
            if (isAboutRole && !group.IsAboutRole && !isSmall) text.Write("<h5>Single functions</h5>\n");
            isAboutRole = group.IsAboutRole;
            WriteFinding(page, role, group, isOpen: index == 0 && group == findings[0]);
        }

        foreach (var passed in role.Facts.Where(fact => fact.Kind != "Role").GroupBy(fact => fact.RuleId)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Rows.Add(passed);
            text.Write($"<p class=\"e passed\"><b class=fine>Passed</b> {HtmlText.Encode(passed.Key)} {HtmlText.Encode(passed.First().Title)}"
                + $"{(passed.Count() < role.Functions.Count ? $": {HtmlText.Encode(string.Join(", ", passed.Select(FunctionName.Of)))}" : "")}\n");
        }

        text.Write("</details>\n");
    }

    private static string Summary(RoleSection role, IReadOnlyList<FindingGroup> findings)
    {
        var parts = new List<string>();
        if (role.Functions.Count > 0) parts.Add(HtmlText.Count(role.Functions.Count, "function"));
        parts.AddRange(findings.Select(group => group.Shown).GroupBy(Kind).Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"<b class={group.Key.Class}>{group.Count():N0} {HtmlText.Encode(group.Key.Word)}</b>")));
        if (role.IsIncomplete) parts.Add("<b class=undecided>not read completely</b>");
        else if (findings.Count == 0) parts.Add("no findings");
        return string.Join(" · ", parts);
    }

    private static void WriteFinding(HtmlPage page, RoleSection role, FindingGroup group, bool isOpen)
    {
        var (text, entry) = (page.Text, group.Shown);
        var (kind, word) = Kind(entry);
        var isAll = group.IsAboutRole && group.Functions.Count is 0 || group.Functions.Count == role.Functions.Count;
        page.Rows.Add(group.Entries);
        text.Write($"<details class=\"e {kind}\"{(isOpen ? " open" : "")}><summary><b>{word}</b> <code>{HtmlText.Encode(entry.RuleId)}</code> "
            + $"{(page.Budget.HasTitles ? HtmlText.Encode(entry.Title) : "")}"
            + $"{(isAll && group.IsAboutRole ? "" : $" <em>{Who(group)}</em>")}</summary>\n");
        text.Write(HtmlText.Evidence(Cut(entry.Evidence, page.Budget.LongestEvidence), !page.Budget.IsCut));
        if (entry.Note is { Length: > 0 } note) text.Write($"<p class=note>{HtmlText.Encode(note)}");
        if (group.Functions.Count > FewNames && !isAll) text.Write(HtmlText.Names(group.Functions.Select(function => function.ToString())));
        if (entry.Kind == "SharedRole" && !entry.IsComplete)
            text.Write("<p class=note>Not everything could be read. More functions can use the role.");
        WriteRemedy(page, role, group);
        text.Write($"<p class=rulelink><a href=\"#{HtmlText.Encode(entry.RuleId)}\">Rule {HtmlText.Encode(entry.RuleId)}</a></details>\n");
    }

    private static string Who(FindingGroup group) => group.Functions.Count <= FewNames
        ? HtmlText.Encode(string.Join(", ", group.Functions))
        : HtmlText.Count(group.Functions.Count, "function");

    /// <summary>Writes what to do. Findings that several functions have are repaired for the role, or for each function in the same way.</summary>
    private static void WriteRemedy(HtmlPage page, RoleSection role, FindingGroup group)
    {
        if (page.Budget.Remedy(group.Shown) is not { } remedy) return;
        var label = "";
        if (group.Functions.Count > 1 && group.Shown.Kind == "Finding")
        {
            if (group.Shown.RuleId == SharedLambdaRole.LambdaRuleId && group.Shown.Outcome == ReportOutcome.Problem && IsPlain(role.Name))
            {
                label = "All functions of the role: ";
                remedy = $"Get-SharedLambdaRole -RoleName {role.Name} | Repair-LambdaExecutionRole";
            }
            else if (group.Entries.DistinctBy(entry => entry.Remedy).Skip(1).Any())
                label = $"For {HtmlText.Encode(FunctionName.Of(group.Shown)?.ToString())}, and likewise for the others: ";
        }

        page.Text.Write($"<p class=fix>{label}{HtmlText.Remedy(remedy)}");
    }

    /// <summary>Returns true if PowerShell reads a name as one word. IAM also allows characters that PowerShell would split at.</summary>
    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(name[0]);

    private static void WriteFact(HtmlPage page, ReportEntry entry)
    {
        page.Rows.Add(entry);
        page.Text.Write($"<div class=\"e fact\"><p><b class={(entry.Outcome == ReportOutcome.Fine ? "fine" : entry.Outcome == ReportOutcome.Problem ? "high" : "undecided")}>"
            + $"{HtmlText.Encode(Verdict.InWords(entry.Status))}</b> {HtmlText.Encode(entry.Title)}. "
            + $"{HtmlText.Encode(entry.Source is ExecutionRole { Functions.Count: > 0 } ? "" : entry.Evidence)}");
        if (entry.Note is { Length: > 0 } policies) page.Text.Write($"<p class=soft>Policies: {HtmlText.Encode(policies)}");
        if (entry.Source is ExecutionRole { LastUsed: { } used } role)
            page.Text.Write(string.Create(CultureInfo.InvariantCulture,
                $"<p class=soft>Last used on {used.UtcDateTime:yyyy-MM-dd}{(role.LastUsedRegion is { } region ? $" in {HtmlText.Encode(region)}" : "")}."));
        page.Text.Write("</div>\n");
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";
}
