using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The picture of shared roles: one line per role and one square per function, colored by region, with the most shared role first.
/// </summary>
internal static class SharingPicture
{
    private const int MostRoles = 20;
    private const int MostSquares = 240;
    private const int PerLine = 60;
    private const int Left = 250;

    /// <summary>If all functions fit, squares are larger: twenty in the width that otherwise has sixty.</summary>
    private const int FewFunctions = 20;
    private const int LargeSquare = 20;
    private const int SmallSquare = 11;
    private const int Colours = 7;

    public static void Write(StreamWriter text, IReadOnlyList<ReportEntry> entries)
    {
        var roles = Roles(entries);
        if (roles.Count == 0) return;
        var regions = roles.SelectMany(role => role.Functions).GroupBy(function => function.Region)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key)
            .ToList();
        var total = roles.Sum(role => role.Functions.Count);
        text.Write("<h2>Roles that functions share</h2>\n");
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"<p>{total:N0} functions on {roles.Count:N0} shared {(roles.Count == 1 ? "role" : "roles")}: each has the permissions of all on its line.{(roles.Count > MostRoles ? $" The {MostRoles} most shared:" : "")}</p>\n<figure>\n"));
        var lines = roles.Take(MostRoles)
            .Select(role => (role.Name, role.Functions, Lines: (Math.Min(role.Functions.Count, MostSquares) + PerLine - 1) / PerLine))
            .ToList();
        var legend = regions.Take(Colours - 1).ToList();
        var most = Math.Min(roles[0].Functions.Count, PerLine);
        var square = most <= FewFunctions ? LargeSquare : SmallSquare;
        var labels = legend.Select(region => region.Length > 0 ? region : "no region")
            .Concat(regions.Count > legend.Count ? ["other regions"] : Array.Empty<string>()).ToList();
        var height = lines.Sum(line => (line.Lines * (square + 2)) + 10) + 34;
        var width = Math.Max(Left + 70 + (most * (square + 1)), Left + labels.Sum(WidthOf));
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"sharing\">\n<title id=\"sharing\">{HtmlReport.Encode($"The most shared role is {roles[0].Name}, with {roles[0].Functions.Count} functions.")}</title>\n"));
        var x = Left;
        for (var i = 0; i < labels.Count; i++)
        {
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"r{i}\" x=\"{x}\" y=\"4\" width=\"{SmallSquare}\" height=\"{SmallSquare}\"/><text class=\"soft\" x=\"{x + SmallSquare + 5}\" y=\"14\">{HtmlReport.Encode(labels[i])}</text>\n"));
            x += WidthOf(labels[i]);
        }

        var y = 30;
        foreach (var (name, functions, count) in lines)
        {
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 46}\" y=\"{y + square - 4}\" text-anchor=\"end\">{HtmlReport.Encode(name.Length > 30 ? $"{name[..29]}…" : name)}<title>{HtmlReport.Encode(name)}</title></text><text x=\"{Left - 8}\" y=\"{y + square - 4}\" text-anchor=\"end\" font-weight=\"600\">{functions.Count:N0}</text>\n"));
            foreach (var (function, index) in functions.Take(MostSquares).Select((function, index) => (function, index)))
            {
                var colour = legend.IndexOf(function.Region) is >= 0 and var known ? known : Colours - 1;
                text.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect class=\"r{colour}\" x=\"{Left + (index % PerLine * (square + 1))}\" y=\"{y + (index / PerLine * (square + 2))}\" width=\"{square}\" height=\"{square}\"><title>{HtmlReport.Encode($"{function.Name} ({function.Region})")}</title></rect>"));
            }

            if (functions.Count > MostSquares)
                text.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<text class=\"soft\" x=\"{Left + (PerLine * (square + 1)) + 6}\" y=\"{y + ((count - 1) * (square + 2)) + square - 4}\">+{functions.Count - MostSquares:N0}</text>"));
            text.Write('\n');
            y += (count * (square + 2)) + 10;
        }

        text.Write("</svg>\n</figure>\n");
    }

    /// <summary>Returns the width of a legend label, in pixels: letters of 13 pixels are seven wide on average.</summary>
    private static int WidthOf(string label) => 30 + (label.Length * 7);

    /// <summary>Returns the roles from shared roles, and from findings of Lambda-006, with each function once.</summary>
    private static List<(string Name, IReadOnlyList<(string Name, string Region)> Functions)> Roles(IReadOnlyList<ReportEntry> entries)
    {
        var roles = new Dictionary<string, SortedSet<(string Region, string Name)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            if (entry.Source is SharedLambdaRole role)
                foreach (var function in role.Functions) Of(role.RoleArn).Add((function.Region, function.FunctionName));
            else if (entry is
            {
                RuleId: "Lambda-006", Outcome: ReportOutcome.Problem or ReportOutcome.Suppressed, RoleArn: { } arn,
                FunctionName: { } name
            })
                Of(arn).Add((entry.Region ?? "", name));
        }

        return
        [
            .. roles.Select(role =>
                (Name: Arn.NameIn(role.Key),
                    Functions: (IReadOnlyList<(string, string)>)[.. role.Value.Select(function => (function.Name, function.Region))]))
                .OrderByDescending(role => role.Functions.Count).ThenBy(role => role.Name, StringComparer.Ordinal),
        ];

        SortedSet<(string Region, string Name)> Of(string arn) => roles.TryGetValue(arn, out var known) ? known : roles[arn] = [];
    }
}
