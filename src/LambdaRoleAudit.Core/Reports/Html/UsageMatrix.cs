using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The picture of a role's use: functions and services, with a last line that says who uses each service. It is a table. On a phone, a
/// function is a card with a chip for each service. Marks differ in fill, frame and text, not only in color.
/// </summary>
internal sealed class UsageMatrix(HtmlPage page, RoleUsage role, int index)
{
    private const int FewServices = 14;
    private const int MostServices = 24;
    private const int FewColumns = 8;
    private const int MostFunctions = 40;

    private readonly TextWriter _text = page.Text;
    private readonly IReadOnlyList<UsageService> _columns =
    [
        .. role.Services.Where(service => role.Services.Count <= FewServices || service.IsUsed || service.Denied > 0).Take(MostServices),
    ];

    /// <summary>Writes the table.</summary>
    public void Write()
    {
        if (_columns.Count == 0) return;
        WriteCaption();
        _text.Write($"<div class=\"matrix{(_columns.Count > FewColumns ? " tall" : "")}\" role=region tabindex=0 "
            + $"aria-label=\"Services that functions of {HtmlText.Encode(role.Name)} use\">\n"
            + "<table><thead><tr><th scope=col>Function</th>");
        foreach (var column in _columns)
            _text.Write($"<th scope=col{(column.IsUnused ? " class=nobody" : "")}><span>{HtmlText.Encode(column.Name)}</span></th>");
        _text.Write("</tr></thead>\n<tbody>\n");
        var shown = role.Functions.Count > MostFunctions + 1 ? MostFunctions : role.Functions.Count;
        for (var i = 0; i < shown; i++)
        {
            var (entry, usage) = role.Functions[i];
            WriteRow($"<a href=\"#{UsageWriter.IdOf(index, i)}\">{HtmlText.Encode(entry.FunctionName)}</a> "
                + $"<small>{HtmlText.Encode(entry.Region)}</small>", usage);
        }

        if (shown < role.Functions.Count) WriteRest([.. role.Functions.Skip(shown).Select(one => UsageCell.Of(one.Usage))]);
        foreach (var (_, usage) in role.Others)
            WriteRow($"<a href=\"#{UsageWriter.IdOf(index, role.Functions.Count)}\">Other sessions</a>", usage);
        _text.Write("</tbody>\n");
        if (role.Functions.Count + role.Others.Count > 1) WriteTotal();
        _text.Write("</table></div>\n");
    }

    private void WriteCaption()
    {
        var rest = role.Services.Count - _columns.Count;
        if (rest == 0 && role.Functions.Count <= MostFunctions + 1) return;
        var more = role.Services.Skip(_columns.Count).Where(service => service.IsUsed || service.Denied > 0).ToList();
        _text.Write("<p class=soft>"
            + (more.Count > 0 ? $"The {_columns.Count} services that most functions use. Also used or denied: "
                + $"{HtmlText.Encode(string.Join(", ", more.Select(service => service.Name)))}. " : "")
            + (rest > more.Count ? string.Create(
                CultureInfo.InvariantCulture,
                $"The picture leaves out {rest - more.Count:N0} services whose use was not seen: see below. ") : "")
            + (role.Functions.Count > MostFunctions + 1
                ? $"It has the {MostFunctions} functions that use most actions, and the others in one line." : "") + "\n");
    }

    private void WriteRow(string heading, LambdaRoleUsage usage)
    {
        var cells = UsageCell.Of(usage);
        _text.Write($"<tr><th scope=row>{heading}</th>");
        foreach (var column in _columns) _text.Write(Cell(column.Name, cells.GetValueOrDefault(column.Name), usage.Coverage is not null));
        _text.Write("</tr>\n");
    }

    /// <summary>Writes one line for all functions that have none.</summary>
    private void WriteRest(List<Dictionary<string, UsageCell>> functions)
    {
        _text.Write($"<tr class=rest><th scope=row>{HtmlText.Count(functions.Count, "other function")}</th>");
        foreach (var column in _columns)
        {
            var users = functions.Count(cells => cells.GetValueOrDefault(column.Name)?.Used > 0);
            var denied = functions.Sum(cells => cells.GetValueOrDefault(column.Name)?.Denied ?? 0);
            var mark = users > 0 ? string.Create(CultureInfo.InvariantCulture, $"<b>{users:N0}</b>") : "<i>0</i>";
            _text.Write($"<td class=\"cell {(users > 0 ? "used" : "idle")}\" data-label=\"{HtmlText.Encode(column.Name)}\">{mark}"
                + $"<span class=vh> {(users == 1 ? "function uses" : "functions use")} it{Also(denied)}</span>{DeniedMark(denied)}</td>");
        }

        _text.Write("</tr>\n");
    }

    /// <summary>Writes the last line: how many functions use each service.</summary>
    private void WriteTotal()
    {
        _text.Write("<tfoot><tr><th scope=row>Number of functions that use it</th>");
        foreach (var column in _columns)
        {
            var (kind, text) = column switch
            {
                { Users: > 0 } => ("", string.Create(CultureInfo.InvariantCulture, $"<b>{column.Users:N0}</b>")),
                { HasOtherUsers: true } => ("", "others"),
                { IsUnused: true } => ("nobody", "nobody"),
                { IsUnseen: true } => ("", "not visible"),
                { IsPartlyUnseen: true } => ("", "none seen"),
                _ => ("", "not allowed"),
            };
            _text.Write($"<td class=\"by {kind}\" data-label=\"{HtmlText.Encode(column.Name)}\">{text}</td>");
        }

        _text.Write("</tr></tfoot>\n");
    }

    private static string Cell(string service, UsageCell? cell, bool isGrantKnown)
    {
        var label = HtmlText.Encode(service);
        if (cell is null or { Used: 0, Denied: 0, Granted: null or 0 })
        {
            return $"<td class=\"cell none\" data-label=\"{label}\"><i>·</i>"
                + $"<span class=vh> {(isGrantKnown ? "not allowed" : "no use seen")}</span></td>";
        }

        var kind = cell.Used > 0 ? "used" : cell.IsUnseen ? "hidden" : cell.Granted > 0 ? "idle" : "foreign";
        var isPart = cell.Unseen > 0 && kind != "hidden";
        var mark = kind == "hidden" ? "<b>?</b>"
            : (cell.Used > 0 ? $"<b>{Number(cell.Used)}</b>" : "")
                + (cell.Granted > 0 ? $"<i>{(cell.Used > 0 ? "" : "0")}/{Number(cell.Granted.Value)}</i>" : "");
        return $"<td class=\"cell {kind}{(isPart ? " part" : "")}\" data-label=\"{label}\">{mark}<span class=vh> {InWords(cell)}</span>"
            + $"{DeniedMark(cell.Denied)}</td>";
    }

    /// <summary>Returns what a cell says, for those who do not see its form.</summary>
    private static string InWords(UsageCell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(cell.IsUnseen ? $"{cell.Granted:N0} allowed actions, not visible in the records"
            : cell switch
            {
                { Granted: > 0 } => "allowed actions used",
                { Granted: null, Used: > 0 } => "actions used",
                { Granted: null } => "no use seen",
                { Used: > 0 } => "actions used, none allowed by the role's policies",
                _ => "not allowed by the role's policies",
            })}"
        + $"{(cell.Unseen > 0 && !cell.IsUnseen ? $"; the records do not show the calls of {cell.Unseen:N0}" : "")}"
        + $"{(cell is { Beyond: > 0, Granted: > 0 } ? $"; {cell.Beyond:N0} used that the role's policies do not allow" : "")}"
        + $"{Also(cell.Denied)}");

    private static string Also(long denied) => denied == 0 ? "" : "; denied calls: ";

    private static string DeniedMark(long denied) => denied == 0 ? "" : $"<b class=x>⊘{Number(denied)}</b>";

    /// <summary>Returns a number that fits a cell.</summary>
    private static string Number(long number) => number switch
    {
        < 10_000 => number.ToString(CultureInfo.InvariantCulture),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1000}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1_000_000}M"),
    };
}
