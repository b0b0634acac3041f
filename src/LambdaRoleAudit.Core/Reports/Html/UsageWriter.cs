using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The use of one role: the picture, what nobody uses, and each function with its permissions.</summary>
internal sealed class UsageWriter(HtmlPage page, RoleUsage role, int index, UsageBudget budget)
{
    private const int FewAbsent = 20;

    private readonly TextWriter _text = page.Text;

    /// <summary>Returns the id of a function of a role, to which links lead. The other sessions come after the functions.</summary>
    public static string IdOf(int role, int function) => FormattableString.Invariant($"use-{role + 1}-{function + 1}");

    /// <summary>Writes the section. The first is open.</summary>
    public void Write()
    {
        var kind = role.Services.Any(service => service.Denied > 0) ? "high" : role.GrantedActions is null ? "undecided"
            : role.Services.Any(service => service.IsUnused) ? "medium" : "fine";
        _text.Write($"<details class=\"role {kind}\" id=usage-{index + 1}{(index == 0 ? " open" : "")}><summary><h4>"
            + $"{HtmlText.Encode(role.Name)}</h4><span class=sum>{Summary()}</span></summary>\n");
        if (role.Arn.Length > 0) _text.Write($"<p class=arn>{HtmlText.Encode(role.Arn)}\n");
        if (role.Absent.Count > 0)
            _text.Write($"<p class=note>{HtmlText.Count(role.Absent.Count, "other function")} of the role "
                + $"{(role.Absent.Count == 1 ? "is" : "are")} not in the usage, so what nobody uses here can be used there: "
                + $"{HtmlText.Encode(string.Join(", ", role.Absent.Take(FewAbsent)))}{(role.Absent.Count > FewAbsent ? ", …" : "")}.\n");
        new UsageMatrix(page, role, index).Write();
        UsageServices.Write(page, role);
        var isCut = false;
        foreach (var ((entry, usage), at) in role.All.Select((one, at) => (one, at)))
        {
            var detail = budget.Next(usage);
            if (detail != UsageDetail.Permissions && !isCut) _text.Write(
                "<p class=soft>The report is large. From here on, a function is one line. CSV and JSON have every permission.\n");
            isCut |= detail != UsageDetail.Permissions;
            if (detail == UsageDetail.Permissions) WriteFunction(entry, usage, at);
            else WriteLine(page, entry, usage, detail, IdOf(index, at));
        }

        _text.Write("</details>\n");
    }

    /// <summary>Writes a role of a large report: a line for each function.</summary>
    public static void WriteLines(HtmlPage page, RoleUsage role, UsageBudget budget)
    {
        page.Text.Write($"<p class=c><b>{HtmlText.Encode(role.Name)}</b> {HtmlText.Count(role.Functions.Count, "function")}\n");
        foreach (var (entry, usage) in role.All) WriteLine(page, entry, usage, budget.Next(usage), id: null);
    }

    private string Summary()
    {
        var parts = new List<string>
        {
            HtmlText.Count(role.Functions.Count, "function"),
            HtmlText.Count(role.Services.Count(service => service.IsUsed), "service") + " used",
        };
        Add(role.Services.Count(service => service.IsUnused), "used by nobody", "medium");
        Add(role.Services.Count(service => service.IsUnseen || service.IsPartlyUnseen), "not visible", "undecided");
        Add(role.Services.Sum(service => service.Denied), "denied", "high");
        return string.Join(" · ", parts);

        void Add(long count, string word, string kind)
        {
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"<b class={kind}>{count:N0} {word}</b>"));
        }
    }

    private void WriteFunction(ReportEntry entry, LambdaRoleUsage usage, int at)
    {
        var parts = entry.Parts.Where(part => part.Kind != UsageEntries.CoverageKind).ToList();
        var isOpen = parts.Count > 0 && role.Functions.Count == 1;
        _text.Write($"<details class=fn id={IdOf(index, at)}{(isOpen ? " open" : "")}><summary>"
            + $"{Heading(entry)} <em>{About(usage)}</em></summary>\n");
        page.Rows.Add(entry);
        _text.Write($"<p class=e>{HtmlText.Encode(entry.Evidence)}\n");
        var permissions = parts.Where(part => part.Source is UsedPermission).ToList();
        if (permissions.Count > 0)
        {
            _text.Write("<table class=uses><thead><tr><th scope=col>Action<th scope=col>Resource<th scope=col>Calls<th scope=col>Denied"
                + "<th scope=col>First and last<th scope=col>Attributed</tr></thead>\n<tbody>\n");
            foreach (var part in permissions) WritePermission(part, (UsedPermission)part.Source);
            _text.Write("</tbody></table>\n");
        }

        foreach (var part in parts.Where(part => part.Source is UnmappedCall))
        {
            page.Rows.Add(part);
            _text.Write($"<p class=e><b class=undecided>Unmapped</b> {HtmlText.Encode(part.Title)}. "
                + $"<span class=ev>{HtmlText.Encode(UsageEntries.WithCalls(part))}</span>\n");
        }

        _text.Write("</details>\n");
    }

    private void WritePermission(ReportEntry part, UsedPermission permission)
    {
        page.Rows.Add(part);
        var (first, last) = (Day(permission.FirstSeen), Day(permission.LastSeen));
        var elsewhere = permission.Regions.Where(region => region != part.Region).ToList();
        _text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"<tr class=e><td>{HtmlText.Encode(part.Title)}<td class=ev>{HtmlText.Encode(part.Evidence)}<td>{permission.Count:N0}"
            + $"<td>{(permission.DeniedCount > 0 ? $"<b class=high>⊘ {permission.DeniedCount:N0}</b>" : "–")}"
            + $"<td>{(first == last ? last : $"{first} – {last}")}<td>{HtmlText.Encode(UsageEntries.By(permission.Attribution))}"
            + $"{(elsewhere.Count > 0 ? $", in {HtmlText.Encode(string.Join(", ", elsewhere))}" : "")}\n"));
    }

    /// <summary>Writes a function of a large report. Each permission is a row of the table, unless there are too many for it.</summary>
    private static void WriteLine(HtmlPage page, ReportEntry entry, LambdaRoleUsage usage, UsageDetail detail, string? id)
    {
        var parts = entry.Parts.Where(part => part.Kind != UsageEntries.CoverageKind);
        page.Rows.Add(detail == UsageDetail.Services ? [entry] : parts.Prepend(entry));
        var names = usage.Permissions.GroupBy(permission =>
                detail == UsageDetail.Services
                    ? UsageCell.ServiceOf(permission.Action) : permission.Action, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.Key + (group.Sum(permission => permission.DeniedCount) is > 0 and var denied
                ? string.Create(CultureInfo.InvariantCulture, $" (⊘{denied:N0})") : ""));
        page.Text.Write($"<p class=e{(id is null ? "" : $" id={id}")}>{Heading(entry)} {HtmlText.Encode(string.Join(", ", names))}"
            + $"{(usage.Unmapped.Count > 0 ? $"; {HtmlText.Count(usage.Unmapped.Count, "unmapped call")}" : "")}\n");
    }

    private static string Heading(ReportEntry entry) => entry.FunctionName is null
        ? "<b>Other sessions</b>" : $"<b>{HtmlText.Encode(entry.FunctionName)}</b> {HtmlText.Encode(entry.Region)}";

    private static string About(LambdaRoleUsage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"{HtmlText.Count(usage.UsedActionCount, "action")}, {HtmlText.Count(usage.Permissions.Count, "permission")}"
        + $"{(usage.DeniedCount > 0 ? $", {usage.DeniedCount:N0} denied" : "")}"
        + $"{(usage.Unmapped.Count > 0 ? $", {HtmlText.Count(usage.Unmapped.Count, "unmapped call")}" : "")}");

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
