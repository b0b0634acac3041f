using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// What a plan with the strategy Used takes away: the figures of all functions, of those that keep the most, and why each statement of a
/// function is there.
/// </summary>
internal static class NarrowingReview
{
    /// <summary>The number of steps up to which the reasons of each statement are in the page. A saved plan always has them.</summary>
    private const int MostReasons = 50;

    /// <summary>The number of functions that are shown by themselves.</summary>
    private const int Worst = 10;

    /// <summary>The figures, each with its name. The bar of a figure is its part of the figure before.</summary>
    private static readonly (string Name, Func<GrantFigures, int> Of)[] Figures =
    [
        ("Actions", figures => figures.Actions),
        ("Services", figures => figures.Services),
        ("Actions with a wildcard", figures => figures.WildcardActions),
        ("Statements for all resources", figures => figures.WildcardResources),
        ("Actions that change permissions", figures => figures.PermissionsManagement),
        ("Actions that change data", figures => figures.DataWrites),
        ("Privilege escalation paths", figures => figures.EscalationPaths?.Count ?? 0),
    ];

    /// <summary>Writes the figures of all steps that narrow a role; nothing if none does.</summary>
    public static void Write(TextWriter text, IReadOnlyCollection<LambdaRoleRepairStep> steps)
    {
        var narrowed = steps.Where(step => step.Narrowing is { Before: not null, After: not null }).ToList();
        if (narrowed.Count == 0) return;
        text.Write($"<h3>Least privilege</h3>\n<p>What {HtmlText.Count(narrowed.Count, "function")} can do before and after. The figures "
            + "are sums: a permission that two functions have counts twice. Wildcards and statements can become more: a wildcard for a "
            + "service becomes several that match only what is kept.\n<table class=narrow><thead><tr><th scope=col>Permissions"
            + "<th scope=col>Now<th scope=col>Then<th scope=col>Kept</thead><tbody>\n");
        foreach (var (name, of) in Figures)
            WriteRow(text, name, narrowed.Sum(step => of(step.Narrowing!.Before!)), narrowed.Sum(step => of(step.Narrowing!.After!)));
        text.Write("</tbody></table>\n<p>Proof that each new role allows everything in evidence: "
            + $"{string.Join(", ", narrowed.GroupBy(step => step.Narrowing!.EvidenceProof).OrderByDescending(group => group.Count())
                .Select(group => $"{HtmlText.Encode(Verdict.InWords(group.Key ?? ""))} for {HtmlText.Count(group.Count(), "function")}"))}."
            + $"{(steps.Count > MostReasons ? " Why each statement is there is in the saved plan: this page has too many functions for it."
                : "")}\n");
        var ended = narrowed.SelectMany(step => step.Narrowing!.EndedFindings).GroupBy(id => id).OrderByDescending(id => id.Count())
            .ThenBy(id => id.Key, StringComparer.Ordinal).ToList();
        if (ended.Count > 0)
            text.Write("<p>Findings that end: "
                + $"{string.Join(", ", ended.Select(id => $"{HtmlText.Encode(id.Key)} for {HtmlText.Count(id.Count(), "function")}"))}.\n");
        if (narrowed.Count == 1) return;
        text.Write($"<h4>Functions that keep the most actions</h4>\n<table class=narrow><thead><tr><th scope=col>Function<th scope=col>Now"
            + "<th scope=col>Then<th scope=col>Kept</thead><tbody>\n");
        foreach (var step in narrowed.OrderByDescending(step => step.Narrowing!.After!.Actions)
            .ThenBy(step => step.FunctionName, StringComparer.Ordinal).Take(Worst))
            WriteRow(
                text, $"{step.FunctionName} ({step.Region})", step.Narrowing!.Before!.Actions, step.Narrowing.After!.Actions);
        text.Write("</tbody></table>\n");
    }

    /// <summary>
    /// Returns, as HTML, what one step takes away, and why each statement is there if the page does not have too many steps. Empty if the
    /// step narrows nothing.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="steps">The number of steps in the page.</param>
    public static string Of(LambdaRoleRepairStep step, int steps)
    {
        if (step.Narrowing is not { Before: { } before, After: { } after } narrowing) return "";
        var evidence = narrowing is { From: { } from, To: { } to }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", of {HtmlText.Count(narrowing.DaysWithRecords, "day")} with records from {from.UtcDateTime:yyyy-MM-dd} to "
                + $"{to.UtcDateTime:yyyy-MM-dd},")
            : "";
        var text = new System.Text.StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<p>Actions: {before.Actions:N0} → {after.Actions:N0}. ")
            .Append(CultureInfo.InvariantCulture, $"Services: {before.Services:N0} → {after.Services:N0}. ")
            .Append(CultureInfo.InvariantCulture, $"That it allows the {HtmlText.Count(narrowing.EvidenceCount, "permission")} in evidence")
            .Append(CultureInfo.InvariantCulture, $"{evidence} is {HtmlText.Encode(Verdict.InWords(narrowing.EvidenceProof ?? ""))}.");
        if (steps > MostReasons) return text.ToString();
        text.Append("<details class=why><summary>Why each statement is there</summary><table class=uses><thead><tr><th scope=col>Statement"
                + "<th scope=col>Kept because<th scope=col>Calls<th scope=col>First<th scope=col>Last</thead><tbody>");
        foreach (var statement in narrowing.Statements)
        {
            var name = $"{statement.PolicyName}: {statement.Sid ?? statement.SourceStatement}";
            foreach (var reason in statement.Reasons)
                text.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlText.Encode(name)}<td>{HtmlText.Encode(reason.ToString())}")
                    .Append(CultureInfo.InvariantCulture, $"<td class=number>{(reason.Count == 0 ? "" : $"{reason.Count:N0}")}")
                    .Append(CultureInfo.InvariantCulture, $"<td>{reason.FirstSeen?.UtcDateTime:yyyy-MM-dd}<td>{Last(reason)}");
        }

        return text.Append("</tbody></table></details>").ToString();
    }

    private static string Last(StatementReason reason) => string.Create(
        CultureInfo.InvariantCulture,
        $"{reason.LastSeen?.UtcDateTime:yyyy-MM-dd}"
        + $"{(reason.EventIds.Count == 0 ? "" : $" <small>{HtmlText.Encode(reason.EventIds[0])}</small>")}");

    private static void WriteRow(TextWriter text, string name, int before, int after)
    {
        var share = before == 0 ? 0 : 100.0 * after / before;
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><th scope=row>{HtmlText.Encode(name)}<td class=number data-label=Now>{before:N0}"
            + $"<td class=number data-label=Then>{after:N0}"
            + $"<td><svg class=kept viewBox=\"0 0 100 6\" preserveAspectRatio=none aria-hidden=true><rect class=of width=100 height=6 />"
            + $"<rect class=bar width=\"{Math.Min(100, share):0.#}\" height=6 /></svg> {share:0.#} %\n"));
    }
}
