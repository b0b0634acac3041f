using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Documentation;

/// <summary>
/// The texts that users read are plain English, as docs/style.md says: none of the worst words is in README, CHANGELOG, docs, help
/// or the comments of the runbooks. Code blocks, inline code and quotations are skipped.
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class WordTests
{
    /// <summary>The page that quotes bad examples.</summary>
    private const string BadExample = "   - Before: ";

    private static readonly Word[] Words =
    [
        new(
            @"\bwhere\b",
            "In English, 'where' is a place. Used as a condition, it makes readers look for one.", "if, when, in which",
            "Where a region cannot be read, the role is kept.", "If a region cannot be read, the role is kept."),
        new(
            @"(?<!\bthere )\b(?:is|are|was|were) (?:no(?! longer)|none)\b",
            "English negates the verb.", "is not, does not",
            "The name is no ARN.", "The name is not an ARN."),
        new(
            @"\bgot\b",
            "It has too many meanings.", "obtained, received, read",
            "The credentials could not be got.", "The module could not obtain credentials."),
        new(
            @"\btold\b|\btells? of\b",
            "Messages and reports do not tell, they say or report.", "reported, shown",
            "What was written is told in one warning.", "The command reports the changes in one warning."),
        new(
            @"\bof (?:its|their|your|our|his|her) own(?=\s*(?:[.,;:|)]|$|(?:and|for|in|that|to|is|are)\b))",
            "A literal translation.", "its own role, a separate role",
            "It gives each function a role of its own.", "It gives each function its own role."),
        new(
            @"\bput(?:s|ting)?(?: (?:it|them|the \w+))? back\b",
            "AWS calls this a rollback.", "rolled back, restored",
            "The function is put back.", "The function is rolled back."),
        new(
            @"\blook(?:s|ed|ing)? at\b|\blooked where\b",
            "Software does not look.", "checks, reads",
            "Bucket policies are not looked at.", "Bucket policies are not checked."),
        new(
            @"\b(?:hangs?|hanging|hung) on\b",
            "A literal translation.", "depends on",
            "The result hangs on a condition.", "The result depends on a condition."),
        new(
            @"\b(?:do(?:es)?|did) (?:not )?(?:do )?well\b|\bends? well\b",
            "It does not say what failed.", "fails, succeeds",
            "The function is rolled back if it does not do well.", "If the function fails verification, it is rolled back."),
        new(
            @"\bbeside\b",
            "Outside of maps, readers take it for 'besides'.", "compared with, next to, in addition to",
            "What a role grants beside another.", "Compares the permissions of two roles."),
        new(
            @"\b(?:not|be|been|read|is|are|was|were|it|them|role|finished) whole\b",
            "It is not the English word for this.", "complete, completely",
            "The list could not be read whole.", "The list could not be read completely."),
        new(
            @"\bstands? (?:against|beside|in|on|once)\b",
            "A literal translation.", "is in, blocks, prevents",
            "Show what stands against the repair.", "Show what blocks the repair."),
        new(
            @"\b(?:roles?|policy|policies)(?: \w+){0,3} made\b|\bmakes? (?:a|the) roles?\b(?! shared)",
            "AWS calls it creating.", "created, creates",
            "The roles that were made are deleted.", "The roles that the repair created are deleted."),
        new(
            @"\bin place of\b",
            "There is a shorter word.", "instead of",
            "Files are read in place of AWS.", "Files are read instead of AWS."),
        new(
            @"\bmend(?:s|ed|ing)?\b",
            "Clothes are mended.", "fix, repair",
            "The template must be mended.", "Fix the template."),
        new(
            @"\bbegun\b",
            "Few readers use this form.", "started",
            "Nothing new is begun.", "The command starts nothing new."),
        new(
            @"\b(?:comes?|came|become) of (?:it|one|this|that)\b",
            "It means the result.", "result",
            "See what came of it.", "See the result."),
        new(
            @"\bwithout a word\b",
            "It means silently.", "without an error, silently",
            "The mapping stops without a word.", "The mapping stops working without an error."),
        new(
            @"\bthe very\b",
            "It is a word of novels.", "exactly that",
            "It carries out the very plan.", "It carries out exactly that plan."),
        new(
            @"(?<!\bneither\b[^.]*)\bnor\b",
            "It inverts the sentence.", "or, and does not",
            "It does not see the code, nor does it see policies.", "It does not see the code or policies."),
        new(
            @"\b(?:whoever|whosoever)\b",
            "It is formal, and easily misread.", "anybody who",
            "Whoever can tag the role can suppress findings.", "Anybody who can tag the role can suppress findings."),
        new(
            @"\b(?:takes?|taken|took)(?: (?:it|them|that|a repair|the \w+))? back\b",
            "The cmdlet is called Undo.", "undoes, reverts",
            "It takes the repair back.", "It undoes the repair."),
        new(
            @"\basked (?:again|of|for|once)\b|\bis asked\b",
            "A request is sent or retried.", "retries, requests",
            "Lambda is asked again for 120 seconds.", "The command retries for 120 seconds."),
        new(
            @"\b(?:has|have) it no more\b",
            "Inverted negation.", "no longer has",
            "Their list has it no more.", "Their list no longer has it."),
        new(
            @"\bleft alone\b",
            "It sounds like an abandoned person.", "not changed",
            "The function is left alone.", "The function is not changed."),
        new(
            @"\b(?:gone|over) without\b|\bfor nothing\b",
            "An idiom that translations lose.", "unused, without effect",
            "A role that was created for nothing.", "An unused role."),
    ];

    public static TheoryData<string> Files => [.. Texts()];

    [Theory]
    [MemberData(nameof(Files))]
    public void No_text_has_one_of_the_worst_words(string file)
    {
        var found = new List<string>();
        foreach (var (number, line) in Prose(file, File.ReadAllLines(Path.Combine(TestEnvironment.RepositoryRoot, file))))
        {
            found.AddRange(Words.SelectMany(word => Regex.Matches(line, word.Pattern, RegexOptions.IgnoreCase)
                .Select(match => $"{file}:{number}: '{match.Value}'. {word.Reason} Better: {word.Better}.")));
        }

        Assert.Empty(found);
    }

    /// <summary>Each word is found in its bad example and not in the good one, so that the list does not refuse plain English.</summary>
    [Fact]
    public void Each_word_refuses_its_bad_example_and_no_good_one()
    {
        foreach (var word in Words)
        {
            Assert.Matches(new Regex(word.Pattern, RegexOptions.IgnoreCase), word.Bad);
            Assert.All(Words, other => Assert.DoesNotMatch(new Regex(other.Pattern, RegexOptions.IgnoreCase), word.Good));
        }
    }

    [Fact]
    public void Code_and_quotations_are_skipped()
    {
        string[] lines = ["It is `where` or \"is no\".", "```", "nor", "```", "text <!-- got --> text", "    | Where", "## With nor"];
        Assert.Equal(["It is  or .", "text  text", "## With nor"], Prose("docs/x.md", lines).Select(line => line.Text));
    }

    private static IEnumerable<string> Texts() =>
        new[] { "README.md", "CHANGELOG.md" }.Concat(Under("docs", ".md", ".txt")).Concat(Under("runbooks", ".ps1", ".yml", ".yaml"))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Under(string folder, params string[] suffixes) =>
        Directory.EnumerateFiles(Path.Combine(TestEnvironment.RepositoryRoot, folder), "*", SearchOption.AllDirectories)
            .Where(file => suffixes.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(TestEnvironment.RepositoryRoot, file).Replace('\\', '/'));

    /// <summary>The lines that are prose, numbered, without code and quotations. Of a script, its comments and descriptions.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(string file, string[] lines)
    {
        var isScript = Path.GetExtension(file) is not (".md" or ".txt");
        var isInside = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (isScript)
            {
                if (line.TrimStart().StartsWith("<#", StringComparison.Ordinal)) isInside = true;
                if (isInside || ScriptProse().IsMatch(line)) yield return (i + 1, Plain(line));
                if (line.Contains("#>", StringComparison.Ordinal)) isInside = false;
                continue;
            }

            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) isInside = !isInside;
            else if (!isInside && !IsCode(file, line)) yield return (i + 1, Plain(line));
        }
    }

    /// <summary>An indented block of code is as deep as eight blanks in a topic, and four in Markdown, where a list is less.</summary>
    private static bool IsCode(string file, string line) =>
        line.StartsWith(file.EndsWith(".txt", StringComparison.Ordinal) ? new string(' ', 8) : new string(' ', 4), StringComparison.Ordinal)
        || line.StartsWith(BadExample, StringComparison.Ordinal);

    private static string Plain(string line) => NotProse().Replace(line, "");

    [GeneratedRegex(@"^\s*#|^\s*(?:Alarm)?Description: |^\s*Message: ", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptProse();

    [GeneratedRegex("`[^`]*`|\"[^\"]*\"|<!--.*?-->|\\]\\([^)]*\\)")]
    private static partial Regex NotProse();

    /// <summary>A word that a reader stumbles over.</summary>
    private sealed record Word(string Pattern, string Reason, string Better, string Bad, string Good);
}
