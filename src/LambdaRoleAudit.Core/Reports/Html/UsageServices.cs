using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The services of a role whose use was not seen: those that nobody used, and those that the records do not show.</summary>
internal static class UsageServices
{
    private const int FewNames = 12;

    /// <summary>Writes the lists.</summary>
    public static void Write(HtmlPage page, RoleUsage role)
    {
        var text = page.Text;
        if (role.GrantedActions is null)
        {
            text.Write("<p class=note>The policies of the role were not read, so what nobody uses is not known.\n");
            return;
        }

        List("Nobody used", "high", service => service.IsUnused, service => Count(service.Granted));
        List("Not seen, and only partly visible", "undecided", service => service.IsPartlyUnseen, service => string.Create(
            CultureInfo.InvariantCulture, $"{service.Unseen:N0} of {Count(service.Granted)} not visible"));
        List("Not visible", "undecided", service => service.IsUnseen, service => Count(service.Granted));
        WriteCoverage(text, role);

        void List(string label, string kind, Func<UsageService, bool> which, Func<UsageService, string> about)
        {
            var services = role.Services.Where(which).OrderBy(service => service.Name, StringComparer.Ordinal).ToList();
            if (services.Count == 0) return;
            var heading = $"<b class={kind}>{label}: {HtmlText.Count(services.Count, "service")}</b>";
            var names = $"<ul class=names>{string.Concat(services.Select(service =>
                $"<li>{HtmlText.Encode(service.Name)} <small>{about(service)}{LastUse(service)}</small>"))}</ul>";
            text.Write(services.Count <= FewNames
                ? $"<div class=unused><p>{heading}</p>{names}</div>\n"
                : $"<details class=unused><summary>{heading} <small>{HtmlText.Encode(string.Join(
                    ", ", services.Take(FewNames).Select(service => service.Name)))}, …</small></summary>{names}</details>\n");
        }
    }

    private static string Count(int? actions) => HtmlText.Count(actions ?? 0, "action");

    private static string LastUse(UsageService service) => service.LastAccessed is { } last
        ? string.Create(CultureInfo.InvariantCulture, $"; used on {last.UtcDateTime:yyyy-MM-dd} by IAM's data") : "";

    /// <summary>Writes why services are visible or not: the role's functions have the same grants, so the first tells.</summary>
    private static void WriteCoverage(TextWriter text, RoleUsage role)
    {
        var coverage = role.All.Select(one => one.Usage.Coverage).First(coverage => coverage is not null)!;
        text.Write("<details class=unused><summary>What the records show</summary><dl>");
        foreach (var group in coverage.GroupBy(service => (service.Status, service.Reason)).OrderBy(group => group.Key.Status))
        {
            text.Write($"<dt>{HtmlText.Encode(group.Key.Reason)}<dd><ul class=names>");
            foreach (var service in group)
                text.Write($"<li>{HtmlText.Encode(service.Service)} <small>"
                    + $"{(service.EventType is null ? "" : $"{HtmlText.Encode(service.EventType)}, ")}"
                    + $"{Count(service.GrantedActionCount)}</small>");
            text.Write("</ul>");
        }

        text.Write("</dl></details>\n");
    }
}
