namespace LambdaRoleAudit.Reports;

/// <summary>What functions use of their roles: for each role a picture, the services that nobody uses, and the permissions.</summary>
internal sealed class UsageReview() : HtmlSection("usage", "What is used")
{
    private const int MostRecords = 5;

    public override bool Concerns(HtmlPage page) => page.Usage.Count > 0;

    private protected override void WriteBody(HtmlPage page)
    {
        WriteRecords(page);
        UsageLegend.Write(page);
        var budget = new UsageBudget();
        var isCut = false;
        for (var i = 0; i < page.Usage.Count; i++)
        {
            var role = page.Usage[i];
            if (budget.HasRoleFor(i)) new UsageWriter(page, role, i, budget).Write();
            else
            {
                if (!isCut) page.Text.Write("<p class=soft>The report is large. From here on, a function is one line. "
                    + "CSV and JSON have every permission.\n");
                isCut = true;
                UsageWriter.WriteLines(page, role, budget);
            }
        }
    }

    /// <summary>Writes from which records this is, and what is missing. Usually all objects say the same.</summary>
    private static void WriteRecords(HtmlPage page)
    {
        var records = page.Usage.SelectMany(role => role.All).Select(one => one.Usage)
            .Select(usage => (Read: UsageRecords.Read(usage), Gaps: string.Join('\n', UsageRecords.Gaps(usage)))).Distinct().ToList();
        foreach (var (read, gaps) in records.Take(MostRecords))
        {
            page.Text.Write($"<p class=records>{HtmlText.Encode(read)}");
            foreach (var gap in gaps.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                page.Text.Write($" <b class=note>{HtmlText.Encode(gap)}</b>");
            page.Text.Write("\n");
        }

        if (records.Count <= MostRecords) return;
        page.Text.Write($"<details><summary>{HtmlText.Count(records.Count - MostRecords, "other source")} of records</summary><ul>");
        foreach (var (read, gaps) in records.Skip(MostRecords)) page.Text.Write($"<li>{HtmlText.Encode(read)} {HtmlText.Encode(gaps)}");
        page.Text.Write("</ul></details>\n");
    }
}
