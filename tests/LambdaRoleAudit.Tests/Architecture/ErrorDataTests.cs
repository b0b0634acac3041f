using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Architecture;

/// <summary>Errors are data in one place: each is complete, each use fills its holes, and nothing else makes an error.</summary>
public sealed partial class ErrorDataTests
{
    private static readonly string Data = Path.Combine("LambdaRoleAudit.Core", "Errors");

    public static TheoryData<string> Names => [.. ErrorData.All.Keys.Concat(ErrorData.ById.Keys)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_error_has_an_id_a_message_and_an_action(string name)
    {
        var error = Find(name)!;
        Assert.Matches("^[A-Z][A-Za-z]+$", error.ErrorId);
        Assert.All([error.Message, error.RecommendedAction], text =>
        {
            Assert.Matches(@"\p{Ll}.* .*\p{Ll}", text);
            Assert.EndsWith(text.TrimEnd() is [.., '}'] ? "}" : ".", text, StringComparison.Ordinal);
            // A brace that belongs to no hole is a hole that is misspelled; a hashtable's braces have spaces inside.
            Assert.DoesNotMatch(@"\{(?! )|(?<! )\}", Hole().Replace(text, ""));
        });
    }

    [Fact]
    public void No_error_is_there_twice()
    {
        var all = ErrorData.All.Values.ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.True(all.Count > 120);
    }

    [Fact]
    public void Every_use_fills_the_holes_of_the_text_and_no_others()
    {
        var faults = Uses().Where(use => use.Holes is not null && !use.Holes.SetEquals(Find(use.Name)!.Holes))
            .Select(use => $"{use.Place}: {use.Name} has {{{string.Join(", ", Find(use.Name)!.Holes.Order())}}}, "
                + $"filled: {{{string.Join(", ", use.Holes!.Order())}}}").ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>An error that goes through a variable would escape the check of its holes.</summary>
    [Fact]
    public void An_error_is_named_where_it_is_filled()
    {
        var faults = Uses().Where(use => use.Holes is null).Select(use => $"{use.Place}: {use.Name}").ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Every_error_is_used()
    {
        var used = Uses().Select(use => use.Name).ToHashSet();
        Assert.Superset(ErrorData.All.Keys.Concat(ErrorData.ById.Keys).ToHashSet(), used);
    }

    /// <summary>Nothing but the data has ids, and nothing but <see cref="ErrorText"/> and ErrorRecords makes errors of them.</summary>
    [Fact]
    public void Only_the_data_makes_errors()
    {
        (string Pattern, string[] Allowed)[] rules = [
            (@"\bnew Problem\(|\bnew\(ErrorId\b", ["ErrorText.cs"]),
            (@"\bnew ErrorText\(|\bErrorText \w+ = new", []),
            (@"\bnew (\w+\.)*ErrorRecord\(", ["ErrorRecords.cs"]),
            (@"\bProblemKind\.", ["ErrorRecords.cs"]),
            (@"\bErrorId = ", [])];
        var faults =
            from file in Files()
            from rule in rules
            where !file.Path.Contains(Data, StringComparison.Ordinal) && !rule.Allowed.Contains(Path.GetFileName(file.Path))
            from Match match in Regex.Matches(file.Text, rule.Pattern)
            select $"{file.Path}: {match.Value}";
        Assert.Empty(faults);
    }

    private static ErrorText? Find(string name) => ErrorData.All.GetValueOrDefault(name) ?? ErrorData.ById.GetValueOrDefault(name);

    /// <summary>Where errors are named in the sources, with the holes that are filled there; null if none can be told.</summary>
    private static IEnumerable<(string Place, string Name, HashSet<string>? Holes)> Uses() =>
        from file in Files()
        where !file.Path.Contains(Data, StringComparison.Ordinal)
        from Match match in Mention().Matches(file.Text)
        where Find(match.Groups["name"].Value) is not null
        let line = file.Text.AsSpan(0, match.Index).Count('\n') + 1
        select ($"{file.Path}({line})", match.Groups["name"].Value,
            match.Groups["about"].Success
                ? Tuple().Matches(Arguments(file.Text, match.Index + match.Length)).Select(hole => hole.Groups[1].Value).ToHashSet()
                : null);

    /// <summary>The text from behind an opening parenthesis to the one that closes it.</summary>
    private static string Arguments(string text, int start)
    {
        var depth = 1;
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '(') depth++;
            else if (text[at] == ')' && --depth == 0) return text[start..at];
        }

        throw new InvalidDataException("A call does not end.");
    }

    private static IEnumerable<(string Path, string Text)> Files() =>
        from project in new[] { "LambdaRoleAudit.Core", "LambdaRoleAudit.Aws", "LambdaRoleAudit" }
        from path in SourceFiles.In($"src/{project}")
        select (path, File.ReadAllText(path));

    [GeneratedRegex(@"\{[a-z][A-Za-z]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b(?<name>\w+Errors\.\w+)(?:\(\w+\))?(?<about>\s*\.About\()?")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\(""([a-z][A-Za-z]*)"",\s")]
    private static partial Regex Tuple();
}
