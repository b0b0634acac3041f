using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Architecture;

/// <summary>Sources are small files of short lines. What <c>dotnet format</c> does not check, this does.</summary>
public sealed partial class SourceShapeTests
{
    private const int LineLength = 140;
    private const int FileLength = 300;

    [Fact]
    public void A_line_fits_140_columns()
    {
        var wide = SourceFiles.In("src").SelectMany(file => WideLines(file, Literal()))
            .Concat(SourceFiles.In("tests").SelectMany(file => WideLines(file, Data()))).ToList();
        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Fact]
    public void A_file_of_the_product_has_at_most_300_lines()
    {
        var tall = SourceFiles.In("src").Select(file => (file, Lines: File.ReadLines(file).Count())).Where(file => file.Lines > FileLength)
            .ToList();
        Assert.True(tall.Count == 0, string.Join('\n', tall));
    }

    [Theory]
    [InlineData("var x = ", ";", 1)]
    [InlineData("    + \"words ", "\";", 1)]
    [InlineData("    ? $\"words ", "\")", 1)]
    [InlineData("    + \"{", "}\"),", 0)]
    [InlineData("    ? $\"<rect ", "/>\"));", 0)]
    [InlineData("    @\"^", "$\")]", 0)]
    [InlineData("    \"\"\"", "\"\"\";", 0)]
    [InlineData("    \"{}\"), Many(", ");", 1)]
    [InlineData("/// ", "", 1)]
    public void Only_a_raw_text_a_pattern_markup_or_JSON_may_be_wider(string start, string end, int found)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, start + new string('x', LineLength) + end);
            Assert.Equal(found, WideLines(file, Literal()).Count());
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Lines that are too wide. A policy document, a pattern or markup cannot be broken and is left out.</summary>
    private static IEnumerable<string> WideLines(string file, Regex mayBeWide)
    {
        var isText = false;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var wasText = isText;
            if (RawQuotes().Count(line) % 2 == 1) isText = !isText;
            if (line.Length > LineLength && !wasText && !mayBeWide.IsMatch(line)) yield return $"{file}({number}): {line.Length} columns";
        }
    }

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex RawQuotes();

    // A raw text, a pattern, markup or JSON, and nothing after it but brackets. Words can be broken.
    [GeneratedRegex("""^\s*([+?:]\s|=>\s|return\s)?(\$*\"{3}|@"|\$?"[<{\[\\]|\$?".*(arn:|\\n<)).*"(u8)?[)\],;:}]*$""")]
    private static partial Regex Literal();

    // Data of a test, and what is asserted of it.
    [GeneratedRegex("""^\s*([+?:]\s|=>\s|return\s)?(\$*\"{3}|@"|\$?"[<{\[\\]|\$?".*(arn:|\\n<)).*$""")]
    private static partial Regex Data();
}
