using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The picture of a repair, before and after: a frame is a role, a square is a function. Before, all functions on a line share one frame.
/// After, each function with its own role has its own frame, and the remaining functions stay together.
/// </summary>
internal static class RepairPicture
{
    private const int MostRoles = 20;
    private const int MostSquares = 60;
    private const int PerLine = 20;
    private const int Before = 250;
    private const int Square = 12;
    private const int Close = Square + 2;
    private const int Apart = Square + 12;
    private const int Margin = 4;
    private const int After = Before + (PerLine * Close) + 70;
    private const int Width = After + (PerLine * Apart) + 48;

    public static void Write(StreamWriter text, IReadOnlyList<ReportEntry> entries)
    {
        var results = entries.Where(entry => entry.Kind == "RepairResult").ToList();
        if (results.Count == 0) return;
        var roles = results.GroupBy(entry => entry.RoleArn ?? "", StringComparer.OrdinalIgnoreCase)
            .Select(group =>
                (Name: group.First().RoleName,
                    Functions: group.OrderBy(HasOwn).ThenBy(entry => entry.FunctionName, StringComparer.Ordinal).ToList()))
            .OrderByDescending(role => role.Functions.Count).ThenBy(role => role.Name, StringComparer.Ordinal).ToList();
        var counts = results.GroupBy(entry => entry.Status).OrderByDescending(group => group.Count())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        text.Write("<h2>Repair</h2>\n");
        text.Write(string.Create(CultureInfo.InvariantCulture,
            $"<p>Before: {results.Count:N0} {(results.Count == 1 ? "function" : "functions")} on {roles.Count:N0} {(roles.Count == 1 ? "role" : "roles")}. After: {HtmlReport.Encode(string.Join(", ", counts))}. A frame is a role, a square a function.{(roles.Count > MostRoles ? $" The {MostRoles} most shared:" : "")}</p>\n"));

        var lines = roles.Take(MostRoles).ToList();
        var height = 32 + lines.Sum(role => HeightOf(role.Functions.Count));
        text.Write(string.Create(CultureInfo.InvariantCulture,
            $"<figure>\n<svg viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"repair\">\n<title id=\"repair\">{HtmlReport.Encode($"{results.Count(HasOwn)} of {results.Count} functions have roles of their own after the repair.")}</title>\n"));
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"<text class=\"soft\" x=\"{Before}\" y=\"14\">before</text><text class=\"soft\" x=\"{After}\" y=\"14\">after:</text>"));
        foreach (var (colour, label, x) in ((string, string, int)[])[
            ("r2", "a role of its own", 45), ("r1", "not repaired", 190), ("r3", "not known", 310)])
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"{colour}\" x=\"{After + x}\" y=\"4\" width=\"{Square}\" height=\"{Square}\"/><text class=\"soft\" x=\"{After + x + Square + 5}\" y=\"14\">{label}</text>"));
        text.Write('\n');
        var y = 30;
        foreach (var (name, functions) in lines)
        {
            WriteRole(text, name, functions, y);
            y += HeightOf(functions.Count);
        }

        text.Write("</svg>\n</figure>\n");
    }

    private static bool HasOwn(ReportEntry entry) => entry.Status is "Repaired" or "AlreadyRepaired";

    private static int Rows(int count) => (Math.Min(count, MostSquares) + PerLine - 1) / PerLine;

    private static int HeightOf(int count) => (Rows(count) * Apart) + 10;

    private static void WriteRole(StreamWriter text, string name, List<ReportEntry> functions, int y)
    {
        var shown = functions.Take(MostSquares).ToList();
        text.Write(string.Create(CultureInfo.InvariantCulture,
            $"<text x=\"{Before - 46}\" y=\"{y + Square}\" text-anchor=\"end\">{HtmlReport.Encode(name.Length > 30 ? $"{name[..29]}…" : name)}<title>{HtmlReport.Encode(name)}</title></text><text x=\"{Before - 10}\" y=\"{y + Square}\" text-anchor=\"end\" font-weight=\"600\">{functions.Count:N0}</text>\n"));
        Frame(Before, y, (Math.Min(shown.Count, PerLine) * Close) - 2, (Rows(shown.Count) * Apart) - (Apart - Square));
        for (var i = 0; i < shown.Count; i++) Function(shown[i], "r6", Before + (i % PerLine * Close), y + (i / PerLine * Apart));
        text.Write(string.Create(CultureInfo.InvariantCulture, $"<text class=\"soft\" x=\"{After - 40}\" y=\"{y + Square}\">→</text>"));

        // The remaining functions come first, in their frame; then each function with its own frame.
        var left = shown.TakeWhile(entry => !HasOwn(entry)).Count();
        if (left > 0) Frame(After, y, (Math.Min(left, PerLine) * Apart) - (Apart - Square), (Rows(left) * Apart) - (Apart - Square));
        for (var i = 0; i < shown.Count; i++)
        {
            var (x, row) = (After + (i % PerLine * Apart), y + (i / PerLine * Apart));
            if (i >= left) Frame(x, row, Square, Square);
            Function(
                shown[i],
                shown[i].Outcome switch
                {
                    ReportOutcome.Fine when HasOwn(shown[i]) => "r2",
                    ReportOutcome.Undecided => "r3",
                    ReportOutcome.Fine => "r6",
                    _ => "r1"
                }, x, row);
        }

        if (functions.Count > shown.Count)
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<text class=\"soft\" x=\"{Width - 44}\" y=\"{y + ((Rows(shown.Count) - 1) * Apart) + Square}\">+{functions.Count - shown.Count:N0}</text>"));
        text.Write('\n');

        void Frame(int x, int top, int width, int tall) =>
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"frame\" x=\"{x - Margin}\" y=\"{top - Margin}\" width=\"{width + (2 * Margin)}\" height=\"{tall + (2 * Margin)}\" rx=\"4\"/>"));

        void Function(ReportEntry entry, string colour, int x, int top) =>
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"{colour}\" x=\"{x}\" y=\"{top}\" width=\"{Square}\" height=\"{Square}\"><title>{HtmlReport.Encode($"{entry.FunctionName} ({entry.Region}): {entry.Status}")}</title></rect>"));
    }
}
