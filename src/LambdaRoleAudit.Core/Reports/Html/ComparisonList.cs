using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Comparisons: what one side grants that the other does not.</summary>
internal sealed class ComparisonList() : HtmlSection("comparisons", "Comparisons")
{
    public override bool Concerns(HtmlPage page) => page.Entries.Any(entry => entry.Kind == "Comparison");

    private protected override void WriteBody(HtmlPage page)
    {
        foreach (var entry in page.Entries.Where(entry => entry.Kind == "Comparison"))
        {
            page.Rows.Add(entry);
            page.Text.Write($"<div class=\"card e\"><h3>{HtmlText.Encode(entry.Title)}: "
                + $"{HtmlText.Encode(Verdict.InWords(entry.Status))}</h3>\n");
            if (entry.Source is RoleComparison comparison)
            {
                Requests("Also granted", comparison.Added);
                Requests("No longer granted", comparison.Removed);
            }

            if (entry.Note is { Length: > 0 } note) page.Text.Write($"<p>{HtmlText.Encode(note)}\n");
            page.Text.Write("</div>\n");
        }

        void Requests(string heading, ItemList<PermissionWitness> requests)
        {
            if (requests.Count == 0) return;
            page.Text.Write($"<h4>{heading}</h4><ul>"
                + $"{string.Concat(requests.Select(request => $"<li>{HtmlText.Encode(request.ToString())}"))}</ul>\n");
        }
    }
}
