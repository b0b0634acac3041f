using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Findings;

/// <summary>A rule's page in docs/rules, which is embedded in the assembly. Reports quote it, so that both say the same.</summary>
public sealed partial class RulePage
{
    private RulePage(string text)
    {
        Markdown = LocalLink().Replace(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim(), "$1");
        WhyItMatters = Section("Why it matters");
        WhatToDo = Section("What to do");
    }

    /// <summary>The page without its heading, in Markdown. Links to other pages of the repository are replaced with their text.</summary>
    public string Markdown { get; }

    /// <summary>The possible consequences.</summary>
    public string WhyItMatters { get; }

    /// <summary>How to fix it.</summary>
    public string WhatToDo { get; }

    /// <summary>Returns the page of a rule.</summary>
    /// <param name="rule">A rule of the catalog.</param>
    public static RulePage Of(FindingRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        using var stream = typeof(RulePage).Assembly.GetManifestResourceStream($"{rule.RuleId}.md")!;
        using var reader = new StreamReader(stream);
        return new RulePage(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"\[([^\]]+)\]\((?!https:)[^)]+\)")]
    private static partial Regex LocalLink();

    private string Section(string heading)
    {
        var mark = $"## {heading}\n";
        var start = Markdown.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        var end = Markdown.IndexOf("\n## ", start, StringComparison.Ordinal);
        return Markdown[start..(end < 0 ? Markdown.Length : end)].Trim();
    }
}
