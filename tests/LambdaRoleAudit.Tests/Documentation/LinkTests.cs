using System.Text;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Documentation;

/// <summary>Every link between the pages of the repository leads to a file, and to a heading if it names one.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Pages =
    [
        Path.Combine(TestEnvironment.RepositoryRoot, "README.md"),
        .. Directory.EnumerateFiles(Path.Combine(TestEnvironment.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories),
    ];

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var dead = new List<string>();
        foreach (var page in Pages)
        {
            foreach (Match link in Links().Matches(Code().Replace(File.ReadAllText(page), "")))
            {
                var (path, anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
                var target = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
                if (!File.Exists(target) && !Directory.Exists(target)) dead.Add($"{page}: {link.Value}");
                else if (anchor.Length > 0 && !Anchors(target).Contains(anchor)) dead.Add($"{page}: {link.Value} has no such heading");
            }
        }

        Assert.Empty(dead);
    }

    /// <summary>A page that nothing links to is not found by a reader.</summary>
    [Fact]
    public void Every_page_is_linked_from_README()
    {
        var readme = File.ReadAllText(Pages[0]);
        var listed = Pages.Skip(1).Where(page => Path.GetFileName(Path.GetDirectoryName(page)) is "docs" or "en-US")
            .Select(page => Path.GetRelativePath(TestEnvironment.RepositoryRoot, page).Replace('\\', '/'));
        Assert.All(listed, page => Assert.Contains($"]({page}", readme, StringComparison.Ordinal));
    }

    /// <summary>The anchors that GitHub gives the headings of a page.</summary>
    private static IEnumerable<string> Anchors(string page)
    {
        foreach (Match heading in Headings().Matches(Code().Replace(File.ReadAllText(page), "")))
        {
            var anchor = new StringBuilder();
            foreach (var c in heading.Groups[1].Value.Trim())
            {
                if (char.IsLetterOrDigit(c) || c is '-' or '_') anchor.Append(char.ToLowerInvariant(c));
                else if (c == ' ') anchor.Append('-');
            }

            yield return anchor.ToString();
        }
    }

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
