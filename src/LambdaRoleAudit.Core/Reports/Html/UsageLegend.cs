namespace LambdaRoleAudit.Reports;

/// <summary>Explains the marks of the pictures of usage: those that occur.</summary>
internal static class UsageLegend
{
    /// <summary>Writes the legend.</summary>
    public static void Write(HtmlPage page)
    {
        var services = page.Usage.SelectMany(role => role.Services).ToList();
        var hasGrants = services.Exists(service => service.Granted is not null);
        page.Text.Write("<ul class=\"legend uses\">");
        Item("used", hasGrants ? "<b>2</b><i>/9</i>" : "<b>2</b>",
            hasGrants ? "used: 2 different actions of the 9 that the role allows" : "the number of different actions that were used");
        if (hasGrants) Item("idle", "<i>0/9</i>", "allowed, and not used");
        if (services.Exists(service => service.Unseen > 0))
        {
            Item("hidden", "<b>?</b>", "the records do not show these calls");
            Item("idle part", "<i>0/9</i>", "the records do not show the calls of some actions");
        }

        if (services.Exists(service => service.Denied > 0)) Item("foreign", "<b class=x>⊘3</b>", "calls that were denied");
        page.Text.Write("</ul>\n");

        void Item(string kind, string mark, string text) =>
            page.Text.Write($"<li><span class=\"cell {kind}\" aria-hidden=true>{mark}</span>{text}");
    }
}
