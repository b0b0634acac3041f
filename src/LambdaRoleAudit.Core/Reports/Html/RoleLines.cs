namespace LambdaRoleAudit.Reports;

/// <summary>A role of a large report: a line with its functions, and a line for each finding.</summary>
internal static class RoleLines
{
    /// <summary>Writes the role.</summary>
    public static void Write(HtmlPage page, RoleSection role, int index, int longestEvidence)
    {
        var text = page.Text;
        text.Write($"<p class=c id={RoleFindings.IdOf(index)}><b>{HtmlText.Encode(role.Name)}</b> "
            + HtmlText.Encode(string.Join(", ", role.Functions.Select(function => function.ToString()).Concat(role.Versions)))
            + (role.IsIncomplete ? " (not read completely)\n" : "\n"));
        foreach (var kind in role.Facts.GroupBy(fact => fact.Kind))
        {
            page.Rows.Add(kind);
            text.Write("<p class=e>" + HtmlText.Encode(kind.Key == "Role"
                ? string.Join(" ", kind.Select(fact => $"{Verdict.InWords(fact.Status)}, {fact.Title}. {fact.Note}"))
                : $"Passed: {string.Join(", ", kind.Select(fact => fact.RuleId).Distinct())}") + "\n");
        }

        foreach (var group in role.Findings)
        {
            page.Rows.Add(group.Entries);
            var who = group.Functions.Count < role.Functions.Count && group.Functions.Count > 0
                 ? $" {string.Join(", ", group.Functions)}:" : "";
            text.Write($"<p class=e>{RoleFindings.KindOf(group.Shown).Word} {HtmlText.Encode(group.Shown.RuleId)}{HtmlText.Encode(who)} "
                + $"{HtmlText.EncodeShort(Cut(group.Shown.Evidence, longestEvidence))}"
                    + $"{HtmlText.Encode(group.Shown.Note is { } note ? $" {note}" : "")}\n");
        }
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";
}
