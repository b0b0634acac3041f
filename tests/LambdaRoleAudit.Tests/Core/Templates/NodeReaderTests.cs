using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Each value of a template is read with its exact place, in YAML and in JSON.</summary>
public sealed class NodeReaderTests
{
    [Theory]
    [InlineData("a: !Ref x # comment\nb:\n  - 'it''s'\n  - \"é😀\\n\"\n  - plain text   \nc: {d: [1, *k], e: &k2 f}\n", "a: &k v\n")]
    [InlineData("a: |\r\n  one\r\n  two\r\n\r\n# end\r\nb: >-\r\n  three\r\n", "\ufeffx: y\r\n")]
    [InlineData("{\"a\": \"é😀\", \"b\" : [1, true, null, {\"c\\u00e9\": \"\\\"\"}], \"\": {}}", "")]
    [InlineData("\t{\r\n\t\"a\":\t\"b\"\r\n}\r\n", "")]
    public void A_scalar_stands_at_its_span(string text, string before)
    {
        text = before.Contains('&', StringComparison.Ordinal) ? before.Replace("a:", "z:", StringComparison.Ordinal) + text : text;
        var read = Read(text);
        var lines = text.Split('\n');
        foreach (var node in All(read.Root))
        {
            Assert.InRange(node.Span.Start, 0, text.Length);
            Assert.InRange(node.Span.End, node.Span.Start, text.Length);
            var written = text[node.Span.Start..node.Span.End];
            // From the line and the column, the same place.
            Assert.StartsWith(written.Split('\n')[0].TrimEnd('\r'), lines[node.Line - 1][(node.Column - 1)..], StringComparison.Ordinal);
            if (node is ScalarNode { Style: LambdaRoleAudit.Ports.ScalarStyle.Plain, Tag: null, Anchor: null } plain)
                Assert.Equal(plain.Value, written);
            if (node is ScalarNode { Tag: { } tag }) Assert.StartsWith(tag, written, StringComparison.Ordinal);
        }
    }

    /// <summary>YAML 1.2.2, 8.1.1.1: they can have as many spaces as the text, or fewer. PyYAML gives the same values.</summary>
    [Theory]
    [InlineData("|", "", "\n", "x\n")]
    [InlineData("|", " \n", "\n", "\nx\n")]
    [InlineData("|", "    \n", "\n", "\nx\n")]
    [InlineData("|-  # why", " \n\n    \n  \n", "\n", "\n\n\n\nx")]
    [InlineData("|+", "   \r\n\r\n", "\r\n", "\n\nx\n")]
    [InlineData("!Sub |", "   \n", "\n", "\nx\n")]
    [InlineData(">", "   \n", "\n", "\nx\n")]
    public void A_block_text_can_begin_with_lines_of_spaces(string header, string blank, string end, string value)
    {
        var text = $"a: {header}{end}{blank}    x{end}b: 'y'{end}c: |{end}{blank}    z{end}d: w{end}";
        var root = Read(text).Root;
        Assert.Equal(value, ((ScalarNode)root["a"]!).Value.ReplaceLineEndings("\n"));
        foreach (var (key, written) in new[] { ("b", "'y'"), ("d", "w") })
        {
            var node = root[key]!;
            Assert.Equal(written, text[node.Span.Start..node.Span.End]);
            Assert.Equal(written, text.ReplaceLineEndings("\n").Split('\n')[node.Line - 1][(node.Column - 1)..]);
        }

        var block = root["a"]!.Span;
        Assert.EndsWith("x", text[block.Start..block.End].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_text_with_more_spaces_before_it_than_in_it_is_an_error() =>
        Assert.Contains("extra spaces", Assert.Throws<ProblemException>(() => Read("a: |\n      \n    x\n")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("t.json", "{\"a\": [1,]}", "A comma is before a closing bracket or brace.")]
    [InlineData("t.yaml", "a: 1\nb: \0", "It contains a NUL character")]
    public void A_fault_is_told_in_words_of_the_template(string path, string text, string reason)
    {
        var read = TemplateText.Of(path, Encoding.UTF8.GetBytes(text));
        var problem = Assert.Throws<ProblemException>(() => Mending.Reader.Read(read)).Problem;
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_ends_with_its_last_value_and_not_after_comments()
    {
        const string Text = "a:\n  b: 1\n  c: [2,\n    3]  # no\n\n# after\nd: 4\n";
        var a = Assert.IsType<MappingNode>(Read(Text).Root["a"]);
        Assert.Equal("b: 1\n  c: [2,\n    3]", Text[a.Span.Start..a.Span.End]);
    }

    [Fact]
    public void Merge_keys_come_after_what_is_written()
    {
        var root = Read("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 5\n").Root;
        var z = Assert.IsType<MappingNode>(root["z"]);
        Assert.Equal(["5", "2", "4"], new[] { "a", "b", "c" }.Select(key => ((ScalarNode)z[key]!).Value));
        Assert.True(z.IsOwn("a"));
        Assert.False(z.IsOwn("b"));
        Assert.Equal(["a", "b", "c"], z.AllEntries.Select(entry => entry.Key.Value).Order());
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", 2, 1, "twice")]
    [InlineData("{\"a\": 1,\n \"a\": 2}", 2, 2, "twice")]
    [InlineData("a: *b\n", 1, 4, "names no anchor")]
    [InlineData("a: &a\n  b: *a\n", 2, 6, "contains itself")]
    [InlineData("a: 1\n---\nb: 2\n", 2, 1, "more than one")]
    [InlineData("a: [1, 2\n  b: }\n", 2, 4, "")]
    [InlineData("{\"a\": 1,\n  \"b\" 2}", 2, 7, "")]
    [InlineData("? [a, b]\n: c\n", 1, 3, "not text")]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# only a comment\n", 1, 1, "empty")]
    public void An_invalid_text_is_an_error_with_its_place(string text, int line, int column, string reason)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(text)).Problem;
        Assert.Equal("TemplateInvalid", problem.ErrorId);
        Assert.True(problem.Message.Contains($"line {line}, column {column}:", StringComparison.Ordinal), problem.Message);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_of_aliases_do_not_take_all_memory()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        Assert.Contains(
            "stand for more than", Assert.Throws<ProblemException>(() => Read(bomb.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("{\"a\":", "}")]
    public void Deep_nesting_is_an_error(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 5000)) + "1" + string.Concat(Enumerable.Repeat(close, 5000));
        Assert.Equal("TemplateInvalid", Assert.Throws<ProblemException>(() => Read(text)).Problem.ErrorId);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_an_error()
    {
        Assert.Equal(
            "FileNotText",
            Assert.Throws<ProblemException>(() => TemplateText.Of("/t.yaml", [(byte)'a', (byte)':', 0xFF])).Problem.ErrorId);
    }

    [Fact]
    public void A_byte_order_mark_comes_back()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "a: é\r\n"u8];
        var text = TemplateText.Of("/t.yaml", bytes);
        Assert.Equal(bytes, text.Encode(text.Text));
        Assert.Equal("\r\n", text.LineEnd);
    }

    private static (MappingNode Root, TemplateText Text) Read(string text)
    {
        var read = TemplateText.Of(text.StartsWith('{') ? "/t.json" : "/t.yaml", Encoding.UTF8.GetBytes(text));
        var root = new NodeReader(() => new YamlParser()).Read(read);
        return (root as MappingNode ?? new MappingNode([]) { IsFlow = true, Span = root.Span, Line = 1, Column = 1 }, read);
    }

    private static IEnumerable<TemplateNode> All(TemplateNode node) => node switch
    {
        MappingNode mapping => mapping.Entries.SelectMany(entry => All(entry.Key).Concat(All(entry.Value))).Prepend(node),
        SequenceNode sequence => sequence.Items.SelectMany(All).Prepend(node),
        _ => [node],
    };
}
