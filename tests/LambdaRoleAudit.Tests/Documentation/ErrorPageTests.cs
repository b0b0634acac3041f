using System.Text;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Documentation;

/// <summary>
/// docs/errors.md is what the code says: each error id, its category, what it says and what it advises, read out of the
/// sources. After a change: UPDATE_DOCS=1 dotnet test --filter "FullyQualifiedName~ErrorPage".
/// </summary>
public partial class ErrorPageTests
{
    private const string Head = """
        # Errors

        Every error of the module has an id that stays (`FullyQualifiedErrorId` begins with it), a category, and a line on what to do. `…` stands for what the case fills in. This page is made out of the sources, and a test holds it true.

        | Id | Category | What happened | What to do |
        |---|---|---|---|

        """;

    private static readonly Dictionary<string, string> Categories = new()
    {
        ["InvalidInput"] = "InvalidData", ["NotFound"] = "ObjectNotFound", ["Authentication"] = "AuthenticationError",
        ["AccessDenied"] = "PermissionDenied", ["Connection"] = "ConnectionError",
        ["Throttled"] = "LimitsExceeded", ["Read"] = "ReadError", ["Finding"] = "InvalidResult", ["Service"] = "NotSpecified",
    };

    [Fact]
    public async Task The_page_of_errors_is_what_the_code_says()
    {
        var file = Path.Combine(TestEnvironment.RepositoryRoot, "docs", "errors.md");
        var page = Head.ReplaceLineEndings("\n") + string.Concat(Rows().Order(StringComparer.Ordinal).Select(row => $"{row}\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        Assert.Equal(page, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }

    /// <summary>Every error says something, and advises something.</summary>
    [Fact]
    public void No_error_is_without_words()
    {
        Assert.True(Rows().Count > 85);
        Assert.All(Rows(), row => Assert.DoesNotContain("|  |", row, StringComparison.Ordinal));
        Assert.All(Rows(), row => Assert.DoesNotContain("| … |", row, StringComparison.Ordinal));
    }

    private static SortedSet<string> Rows()
    {
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in new[] { "LambdaRoleAudit.Core", "LambdaRoleAudit.Aws", "LambdaRoleAudit" }.SelectMany(project =>
            Directory.EnumerateFiles(Path.Combine(TestEnvironment.RepositoryRoot, "src", project), "*.cs", SearchOption.AllDirectories)))
        {
            if (path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            var text = File.ReadAllText(path);
            foreach (Match match in Problems().Matches(text))
            {
                var at = match.Index + match.Length;
                var first = Words(text, Argument(text, ref at));
                // A helper that fills the message in itself is given the advice alone.
                var isAdviceOnly = Regex.IsMatch(text[..match.Index], @"=>\s*Of\($", RegexOptions.RightToLeft);
                var second = isAdviceOnly ? first : Words(text, Argument(text, ref at));
                rows.Add(
                    $"| `{match.Groups["id"].Value}` | "
                    + $"{Categories[match.Groups["kind"] is { Success: true } kind ? kind.Value : "InvalidInput"]} | "
                    + $"{(isAdviceOnly ? "Function … in …: the reason." : first)} | {second} |");
            }
        }

        return rows;
    }

    /// <summary>One argument of a call, from behind the comma before it.</summary>
    private static string Argument(string text, ref int at)
    {
        var start = at;
        var depth = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '"') at = EndOfString(text, at);
            else if (text[at] is '(' or '[' or '{') depth++;
            else if (text[at] is ')' or ']' or '}' && depth-- == 0) break;
            else if (text[at] == ',' && depth == 0) break;
        }

        var argument = text[start..at];
        if (at < text.Length && text[at] == ',') at++;
        return argument;
    }

    /// <summary>The index of the quote that ends a string; holes of an interpolated one may hold strings of their own.</summary>
    private static int EndOfString(string text, int start)
    {
        var isInterpolated = start > 0 && text[start - 1] == '$';
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (isInterpolated && text[at] == '{' && text[at + 1] == '{') at++;
            else if (isInterpolated && text[at] == '{') at = EndOfHole(text, at);
            else if (text[at] == '"') return at;
        }

        throw new InvalidDataException("A string has no end.");
    }

    private static int EndOfHole(string text, int start)
    {
        var depth = 0;
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '"') at = EndOfString(text, at);
            else if (text[at] == '{') depth++;
            else if (text[at] == '}' && --depth == 0) return at;
        }

        throw new InvalidDataException("A hole has no end.");
    }

    /// <summary>The words of an expression: its strings one after another, their holes as an ellipsis. Of a choice, the first.</summary>
    private static string Words(string text, string expression)
    {
        // A constant's own words.
        if (Regex.Match(
            text, $@"const string {Regex.Escape(expression.Trim())} =\s*(?<value>(?:""[^""]*""\s*\+?\s*)+);") is { Success: true } constant)
            expression = constant.Groups["value"].Value;

        var words = new StringBuilder();
        var isChoice = false;
        for (var at = 0; at < expression.Length; at++)
        {
            if (expression[at] == '?' && words.Length == 0) isChoice = true;
            if (isChoice && words.Length > 0 && expression[at] == ':') break;
            if (expression[at] != '"') continue;
            var isInterpolated = at > 0 && expression[at - 1] == '$';
            var end = EndOfString(expression, at);
            for (at++; at < end; at++)
            {
                if (expression[at] == '\\') words.Append(expression[++at]);
                else if (isInterpolated && expression[at] == '{' && expression[at + 1] != '{')
                {
                    at = EndOfHole(expression, at);
                    words.Append('…');
                }
                else words.Append(expression[at]);
            }
        }

        var line = words.Length == 0 ? "…" : words.ToString();
        return line.Replace("|", "\\|", StringComparison.Ordinal).Trim();
    }

    [GeneratedRegex(@"""(?<id>[A-Z]\w+)"",\s*ProblemKind\.(?<kind>\w+),|Invalid\(\s*""(?<id>[A-Z]\w+)"",")]
    private static partial Regex Problems();
}
