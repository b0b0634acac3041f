using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The section of one role: its functions by region, what it is, its findings with evidence and remedy, and what passed.</summary>
internal sealed class RoleWriter(HtmlPage page, RoleSection role, int index)
{
    private const int FewNames = 3;

    private readonly TextWriter _text = page.Text;

    /// <summary>Writes the section. The first is open, and its first finding.</summary>
    public void Write()
    {
        var findings = role.Findings;
        var kind = findings.Count == 0 ? "fine" : role.Worst?.ToString().ToLowerInvariant() ?? "undecided";
        _text.Write($"<details class=\"role {kind}\" id={RoleFindings.IdOf(index)}{(index == 0 ? " open" : "")}>"
            + $"<summary><h4>{HtmlText.Encode(role.Name)}</h4><span class=sum>{Summary()}</span></summary>\n");
        if (role.Arn.Length > 0) _text.Write($"<p class=arn>{HtmlText.Encode(role.Arn)}\n");
        WriteFunctions();
        foreach (var fact in role.Facts.Where(fact => fact.Kind == "Role")) WriteFact(fact);
        var isAboutRole = true;
        foreach (var group in findings)
        {
            if (isAboutRole && !group.IsAboutRole) _text.Write("<h5>Single functions</h5>\n");
            isAboutRole = group.IsAboutRole;
            WriteFinding(group, isOpen: index == 0 && group == findings[0]);
        }

        foreach (var passed in role.Facts.Where(fact => fact.Kind != "Role").GroupBy(fact => fact.RuleId)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Rows.Add(passed);
            _text.Write($"<p class=\"e passed\"><b class=fine>Passed</b> {HtmlText.Encode(passed.Key)} "
                + $"{HtmlText.Encode(passed.First().Title)}"
                + $"{(passed.Count() < role.Functions.Count ? $": {HtmlText.Encode(string.Join(", ", passed.Select(FunctionName.Of)))}" : "")}\n");
        }

        _text.Write("</details>\n");
    }

    private string Summary()
    {
        var parts = new List<string>();
        if (role.Functions.Count > 0) parts.Add(HtmlText.Count(role.Functions.Count, "function"));
        parts.AddRange(role.Findings.Select(group => group.Shown).GroupBy(RoleFindings.KindOf).Select(group =>
            string.Create(
                CultureInfo.InvariantCulture, $"<b class={group.Key.Class}>{group.Count():N0} {HtmlText.Encode(group.Key.Word)}</b>")));
        if (role.IsIncomplete) parts.Add("<b class=undecided>not read completely</b>");
        else if (role.Findings.Count == 0) parts.Add("no findings");
        return string.Join(" · ", parts);
    }

    private void WriteFunctions()
    {
        _text.Write("<div class=places>");
        foreach (var region in role.Functions.GroupBy(function => function.Region))
            _text.Write($"<div class=where><b>{(region.Key.Length > 0 ? HtmlText.Encode(region.Key) : "No region")}</b>"
                + $"{HtmlText.Names(region.Select(function => function.Name))}</div>\n");
        if (role.Versions.Count > 0) _text.Write($"<div class=where><b>Versions</b>{HtmlText.Names(role.Versions)}</div>\n");
        _text.Write("</div>\n");
    }

    private void WriteFinding(FindingGroup group, bool isOpen)
    {
        var entry = group.Shown;
        var (kind, word) = RoleFindings.KindOf(entry);
        var isAll = group.Functions.Count == 0 || group.Functions.Count == role.Functions.Count;
        page.Rows.Add(group.Entries);
        _text.Write($"<details class=\"e {kind}\"{(isOpen ? " open" : "")}><summary><b>{HtmlText.Encode(word)}</b> "
            + $"<code>{HtmlText.Encode(entry.RuleId)}</code> {HtmlText.Encode(entry.Title)}"
            + $"{(isAll && group.IsAboutRole ? "" : $" <em>{Who(group)}</em>")}</summary>\n");
        _text.Write(HtmlText.Evidence(entry.Evidence));
        if (entry.Note is { Length: > 0 } note) _text.Write($"<p class=note>{HtmlText.Encode(note)}");
        if (group.Functions.Count > FewNames && !isAll)
            _text.Write(HtmlText.Names(group.Functions.Select(function => function.ToString())));
        if (entry.Kind == "SharedRole" && !entry.IsComplete)
            _text.Write("<p class=note>Not everything could be read. More functions can use the role.");
        WriteRemedy(group);
        _text.Write($"<p class=rulelink><a href=\"#{HtmlText.Encode(entry.RuleId)}\">Rule {HtmlText.Encode(entry.RuleId)}</a></details>\n");
    }

    private static string Who(FindingGroup group) => group.Functions.Count <= FewNames
        ? HtmlText.Encode(string.Join(", ", group.Functions))
        : HtmlText.Count(group.Functions.Count, "function");

    /// <summary>Writes what to do. Findings that several functions have are repaired for the role,
    ///  or for each function in the same way.</summary>
    private void WriteRemedy(FindingGroup group)
    {
        if (group.Shown.Remedy is not { Length: > 0 } remedy) return;
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

        _text.Write($"<p class=fix>{label}{HtmlText.Remedy(remedy)}");
    }

    /// <summary>Returns true if PowerShell reads a name as one word. IAM also allows characters that PowerShell would split at.</summary>
    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(name[0]);

    private void WriteFact(ReportEntry entry)
    {
        page.Rows.Add(entry);
        var kind = entry.Outcome == ReportOutcome.Fine ? "fine" : entry.Outcome == ReportOutcome.Problem ? "high" : "undecided";
        _text.Write($"<div class=\"e fact\"><p><b class={kind}>{HtmlText.Encode(Verdict.InWords(entry.Status))}</b> "
            + $"{HtmlText.Encode(entry.Title)}. "
            + $"{HtmlText.Encode(entry.Source is ExecutionRole { Functions.Count: > 0 } ? "" : entry.Evidence)}");
        if (entry.Note is { Length: > 0 } policies) _text.Write($"<p class=soft>Policies: {HtmlText.Encode(policies)}");
        if (entry.Source is ExecutionRole { LastUsed: { } used } read)
            _text.Write(string.Create(CultureInfo.InvariantCulture,
                $"<p class=soft>Last used on {used.UtcDateTime:yyyy-MM-dd}{(read.LastUsedRegion is { } region ? $" in {HtmlText.Encode(region)}" : "")}."));
        _text.Write("</div>\n");
    }
}
