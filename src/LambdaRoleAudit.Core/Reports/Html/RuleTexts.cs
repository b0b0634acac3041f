using LambdaRoleAudit.Findings;

namespace LambdaRoleAudit.Reports;

/// <summary>The text of each rule that occurs, once: title, why it matters, what to do. Findings link to it.</summary>
internal sealed class RuleTexts() : HtmlSection("rules", "Rules")
{
    public override bool Concerns(HtmlPage page) => Rules(page).Any();

    private protected override void WriteBody(HtmlPage page)
    {
        foreach (var rule in Rules(page))
        {
            var text = RulePage.Of(rule);
            page.Text.Write($"<article class=rule id=\"{HtmlText.Encode(rule.RuleId)}\">\n"
                + $"<h3>{HtmlText.Encode(rule.RuleId)}: {HtmlText.Encode(rule.Title)}</h3>\n"
                + $"<div class=why><h4>Why it matters</h4>{HtmlText.Markdown(text.WhyItMatters)}\n"
                + $"<h4>What to do</h4>{HtmlText.Markdown(text.WhatToDo)}\n"
                + $"<p class=soft>Highest severity: {rule.Severity}. {HtmlText.Encode(string.Join(", ", rule.Compliance))}. How it is decided, "
                + $"with examples and sources: <code>{HtmlText.Encode(rule.HelpUri)}</code> in the folder of the module.</div>\n</article>\n");
        }
    }

    private static IEnumerable<FindingRule> Rules(HtmlPage page)
    {
        var occurring = page.Entries.Where(entry => entry.IsFinding).Select(entry => entry.RuleId).ToHashSet(StringComparer.Ordinal);
        return RuleCatalog.All.Where(rule => occurring.Contains(rule.RuleId));
    }
}
