using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The picture of a change, two halves next to each other, or below each other on a phone: the functions in the frames of their roles
/// before, and after. After, a function with its own role has its own frame, and the others stay together.
/// </summary>
internal static class ChangePicture
{
    /// <summary>Returns true if the function has its own role afterwards.</summary>
    public static bool HasOwn(ReportEntry entry) =>
        entry.Status is nameof(RoleRepairStatus.Repaired) or nameof(RoleRepairStatus.AlreadyRepaired) or nameof(RoleRepairStatus.NotShared)
            or "Ready";

    /// <summary>Writes the picture.</summary>
    /// <param name="page">The page.</param>
    /// <param name="entries">The steps or results.</param>
    /// <param name="before">The heading of the first half.</param>
    /// <param name="after">The heading of the second half.</param>
    public static void Write(HtmlPage page, IReadOnlyList<ReportEntry> entries, string before, string after)
    {
        var roles = entries.GroupBy(entry => entry.RoleArn ?? "", StringComparer.OrdinalIgnoreCase)
            .Select(group =>
                (Name: group.First().RoleName,
                    Functions: group.OrderBy(HasOwn).ThenBy(FunctionName.Of).ToList()))
            .OrderByDescending(role => role.Functions.Count).ThenBy(role => role.Name, StringComparer.Ordinal).ToList();
        var shown = roles.Take(RolePicture.MostRoles).ToList();
        var hasNames = RolePicture.HasNames(shown.Sum(role => role.Functions.Count));
        page.Text.Write($"<figure class=picture>\n<figcaption>A frame is a role, and the marks in it are its functions."
            + $"{(roles.Count > shown.Count ? $" The {shown.Count} roles with the most functions, of {roles.Count}:" : "")}</figcaption>\n"
            + "<ul class=legend>");
        foreach (var (kind, label) in new[]
        {
            ("own", "its own role"), ("shared", "on the shared role"), ("blocked", "blocked or failed"), ("unknown", "unknown")
        })
            if (kind == "shared" || entries.Any(entry => KindOf(entry) == kind)) page.Text.Write($"<li><i class={kind}></i>{label}");
        page.Text.Write("</ul>\n");
        foreach (var (name, functions) in shown)
        {
            var regions = functions.Select(function => function.Region).Distinct().Count();
            var old = functions.Select(entry => (FunctionName.Of(entry)!, "shared", (string?)null)).ToList();
            var rest = functions.Where(entry => !HasOwn(entry)).Select(Mark).ToList();
            var own = functions.Where(HasOwn).Select(Mark).ToList();
            page.Text.Write($"<div class=\"row change\"><div>{RolePicture.Label(name, null, functions.Count, regions)}</div>"
                + $"<div class=half><b class=when>{before}</b>{RolePicture.Frame(old, hasNames)}</div>"
                + $"<div class=half><b class=when>{after}</b><div class=frames>{(rest.Count > 0 ? RolePicture.Frame(rest, hasNames) : "")}"
                + $"{RolePicture.Marks(own, hasNames)}</div></div></div>\n");
        }

        page.Text.Write("</figure>\n");
    }

    private static (FunctionName, string, string?) Mark(ReportEntry entry) =>
        (FunctionName.Of(entry)!, KindOf(entry), Verdict.InWords(entry.Status));

    private static string KindOf(ReportEntry entry) => entry.Outcome switch
    {
        ReportOutcome.Undecided => "unknown",
        ReportOutcome.Problem => "blocked",
        _ => HasOwn(entry) ? "own" : "shared",
    };
}
