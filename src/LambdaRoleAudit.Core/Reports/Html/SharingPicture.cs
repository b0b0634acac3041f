namespace LambdaRoleAudit.Reports;

/// <summary>The picture of shared roles: a frame for each role with the functions in it, the most shared role first.</summary>
internal static class SharingPicture
{
    /// <summary>Writes the picture, if a role is shared.</summary>
    public static void Write(HtmlPage page)
    {
        var roles = page.Roles.Select((role, index) => (Role: role, Id: RoleFindings.IdOf(index)))
            .Where(role => role.Role.IsShared && role.Role.Functions.Count > 0)
            .OrderByDescending(role => role.Role.Functions.Count).ThenBy(role => role.Role.Name, StringComparer.Ordinal).ToList();
        if (roles.Count == 0) return;
        var shown = roles.Take(RolePicture.MostRoles).ToList();
        var hasNames = RolePicture.HasNames(shown.Sum(role => role.Role.Functions.Count));
        page.Text.Write("<figure class=picture>\n<figcaption>A frame is a shared role, and the marks in it are its functions. Each has the "
            + $"permissions of all in its frame."
                + $"{(roles.Count > shown.Count ? $" The {shown.Count} most shared of {roles.Count} roles:" : "")}"
            + "</figcaption>\n");
        foreach (var (role, id) in shown)
        {
            var regions = role.Functions.Select(function => function.Region).Distinct().Count();
            page.Text.Write($"<div class=row>{RolePicture.Label(role.Name, id, role.Functions.Count, regions)}"
                + $"{RolePicture.Frame([.. role.Functions.Select(function => (function, "shared", (string?)null))], hasNames)}</div>\n");
        }

        page.Text.Write("</figure>\n");
    }
}
