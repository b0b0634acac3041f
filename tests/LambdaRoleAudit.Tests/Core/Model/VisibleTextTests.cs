using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Model;

/// <summary>What a person is shown of a text that others wrote.</summary>
public partial class VisibleTextTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a\\u001B[31mb")]
    [InlineData("a\nb", "a\\u000Ab")]
    [InlineData("\r\n\t", "\\u000D\\u000A\\u0009")]
    [InlineData("\u0000\u007f\u0080\u009f", "\\u0000\\u007F\\u0080\\u009F")]
    [InlineData("\u061c\u200e\u200f\u202a\u202e\u2066\u2069", "\\u061C\\u200E\\u200F\\u202A\\u202E\\u2066\\u2069")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\ufffe\uffff", "\\uFFFE\\uFFFF")]
    [InlineData(null, "")]
    public void What_is_not_visible_is_escaped(string? text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Theory]
    [InlineData("order-intake")]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:function:f")]
    [InlineData("Größe 漢字 عربى עברית é e\u0301 – … \u00a0")]
    [InlineData("😀 👩\u200d👧 \\u001B")]
    public void Ordinary_text_stays(string text) => Assert.Equal(text, VisibleText.Of(text));

    /// <summary>No attribute can hold half a pair.</summary>
    [Fact]
    public void Half_a_pair_is_escaped_and_a_whole_one_stays()
    {
        Assert.Equal("\\uD83D", VisibleText.Of("\ud83d"));
        Assert.Equal("\\uDE00\\uD83D", VisibleText.Of("\ude00\ud83d"));
        Assert.Equal("\\uD83D\ud83d\ude00", VisibleText.Of("\ud83d\ud83d\ude00"));
    }

    [Fact]
    public void Lines_of_a_document_stay_and_nothing_else()
    {
        Assert.Equal("{\n\t\"a\": 1\n}", VisibleText.OfLines("{\r\n\t\"a\": 1\r\n}"));
        Assert.Equal("a\\u000Db\\u001B", VisibleText.OfLines("a\rb\u001b"));
        Assert.Equal("a\\u000Ab\nc", VisibleText.Lines(["a\nb", "c"]));
    }

    /// <summary>For any text: nothing hidden is left, nothing is lost, and what is shown is shown the same again.</summary>
    [Fact]
    public void Any_text()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(4) switch
            {
                0 => (char)random.Next(0x20, 0x7F),
                1 => (char)random.Next(0, 0xA0),
                2 => (char)random.Next(0x2000, 0x2070),
                _ => (char)random.Next(0x10000),
            })).Replace('\\', '/');
            var shown = VisibleText.Of(text);
            HostileText.AssertVisible(shown, $"seed {seed}, text {i}", hasLines: false);
            Assert.Equal(shown, VisibleText.Of(shown));
            Assert.Equal(text, Escape().Replace(shown, match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 16)}"));
            HostileText.AssertVisible(VisibleText.OfLines(text), $"seed {seed}, text {i} in lines");
        }
    }

    [GeneratedRegex(@"\\u([0-9A-F]{4})")]
    private static partial Regex Escape();
}
