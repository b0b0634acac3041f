using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>What the report covers: accounts, regions read and not read, time, versions.
///  What the input does not say is not implied.</summary>
internal static class CoverageBlock
{
    private const int ShortList = 4;

    /// <summary>Writes the list.</summary>
    public static void Write(HtmlPage page, string version, DateTimeOffset now)
    {
        var coverage = page.Coverage;
        page.Text.Write("<dl class=coverage>\n");
        if (coverage.AccountIds.Count > 0) Line(coverage.AccountIds.Count == 1 ? "Account" : "Accounts", coverage.AccountIds);
        // A step or a result names its own region. Which regions were read for it, it does not say.
        if (!page.Entries.Any(entry => entry.Kind is "Finding" or "SharedRole" or "Role")
             && page.Entries.Any(entry => entry.Region is not null))
            Line("Regions of the functions",
                 [.. page.Entries.Select(entry => entry.Region).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
        else if (coverage.Regions.Count > 0) Line("Regions read", coverage.Regions);
        else if (page.Entries.Count > 0) Item("Regions read", "The input does not say which regions were read.");
        if (coverage.Unread.Count > 0) Line("Not read, or not completely", coverage.Unread, " class=unread");
        else if (coverage.IsIncomplete && coverage.Errors.Count == 0)
            Item("Not read", "Something could not be read. The report is incomplete.", " class=unread");
        if (coverage.Errors.Count > 0) Line("Not read", coverage.Errors, " class=unread");
        Item("Written",
             string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd HH:mm} UTC, by LambdaRoleAudit {version}"));
        page.Text.Write("</dl>\n");

        void Line(string label, IReadOnlyCollection<string> values, string mark = "")
        {
            var names = HtmlText.Encode(string.Join(", ", values));
            page.Text.Write(values.Count <= ShortList
                ? $"<div{mark}><dt>{label}<dd>{names}</div>\n"
                : $"<div{mark}><dt>{label}<dd><details><summary>{values.Count}</summary>{names}</details></div>\n");
        }

        void Item(string label, string text, string mark = "") =>
            page.Text.Write($"<div{mark}><dt>{label}<dd>{HtmlText.Encode(text)}</div>\n");
    }
}
