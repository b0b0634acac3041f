using LambdaRoleAudit.Findings;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>What reports quote of the rules' pages.</summary>
public sealed class RulePageTests
{
    [Fact]
    public void Each_rule_has_a_page_that_says_why_and_what_to_do()
    {
        foreach (var rule in RuleCatalog.All)
        {
            var page = RulePage.Of(rule);
            foreach (var section in new[] { page.WhyItMatters, page.WhatToDo })
            {
                Assert.EndsWith(".", section, StringComparison.Ordinal);
                Assert.DoesNotContain("## ", section, StringComparison.Ordinal);
                Assert.Contains(section, page.Markdown, StringComparison.Ordinal);
            }

            Assert.StartsWith("Severity: ", page.Markdown, StringComparison.Ordinal);
            Assert.DoesNotContain(".md)", page.Markdown, StringComparison.Ordinal);
            Assert.Contains("](https:", page.Markdown, StringComparison.Ordinal);
        }
    }
}
