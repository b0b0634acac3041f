using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Core.Usage;

/// <summary>Records are split as a JSON parser would split them, whatever is in their strings and wherever buffers end.</summary>
public class RecordSplitterTests
{
    [Theory]
    [InlineData("""{"Records":[{"a":1},{"b":"}{\"]["},{"c":"\\"}]}""", 2, """{"a":1}|{"b":"}{\"]["}|{"c":"\\"}""")]
    [InlineData("""[{"a":{"b":[{}]}},{"c":[]}]""", 1, """{"a":{"b":[{}]}}|{"c":[]}""")]
    [InlineData("{\"a\":1}\r\n{\"b\":{}}\n\n", 0, """{"a":1}|{"b":{}}""")]
    [InlineData("""{"Records":[]}""", 2, "")]
    [InlineData("""{"Records":[{"a":"\\\\\\\"}"},{"b":1}]}""", 2, """{"a":"\\\\\\\"}"}|{"b":1}""")]
    [InlineData("""{"Other":[[{"x":1}]],"Records":[{"a":1}]}""", 2, """{"a":1}""")]
    public void Each_object_at_the_depth_is_a_record(string json, int depth, string expected) =>
        Assert.Equal(expected, string.Join('|', Split(json, depth)));

    [Theory]
    [InlineData("""{"Records":[{"a":1},{"b":""", 2)]
    [InlineData("""{"Records":[{"a":1},{"b":"x}""", 2)]
    [InlineData("""{"a":1}}""", 0)]
    [InlineData("{\"a\":1}\nERROR: no credentials\n{\"b\":1}", 0)]
    [InlineData("{\"a\":1}\nERROR", 0)]
    public void Text_that_is_cut_or_is_not_JSON_is_an_error_after_the_records_before_it(string json, int depth)
    {
        var read = new List<string>();
        Assert.Throws<InvalidDataException>(() => Read(json, depth, 1 << 20, read));
        Assert.Equal(["""{"a":1}"""], read.Take(1));
    }

    [Fact]
    public void Random_documents_are_split_as_the_framework_parses_them()
    {
        var seed = Environment.GetEnvironmentVariable("CI") is null ? 1 : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var records = Enumerable.Range(0, random.Next(8)).Select(_ => RandomObject(random, 4)).ToList();
            var options = new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 };
            var json = new JsonObject { ["Records"] = new JsonArray([.. records.Select(record => record.DeepClone())]) };
            var text = json.ToJsonString(options);
            var split = new List<string>();
            Read(text, 2, random.Next(1, 200), split);
            Assert.Equal(records.Count, split.Count);
            foreach (var (record, own) in records.Zip(split)) Assert.True(JsonNode.DeepEquals(record, JsonNode.Parse(own)), text);
        }
    }

    [Fact]
    public void A_record_of_five_megabytes_is_read()
    {
        var large = new string('x', 5 << 20);
        Assert.Equal(
            [large.Length + 8, 7],
            Split($$"""{"Records":[{"a":"{{large}}"},{"b":1}]}""", 2).Select(record => record.Length));
    }

    private static IEnumerable<string> Split(string json, int depth)
    {
        var read = new List<string>();
        Read(json, depth, 37, read);
        return read;
    }

    private static void Read(string json, int depth, int atOnce, List<string> records)
    {
        using var splitter = new RecordSplitter(new SlowStream(Encoding.UTF8.GetBytes(json), atOnce)) { RecordDepth = depth };
        while (splitter.TryRead(out var record)) records.Add(Encoding.UTF8.GetString(record.Span));
    }

    private static JsonObject RandomObject(Random random, int depth)
    {
        var result = new JsonObject();
        for (var i = random.Next(5); i > 0; i--) result[RandomText(random)] = RandomNode(random, depth - 1);
        return result;
    }

    private static JsonNode? RandomNode(Random random, int depth) => (depth <= 0 ? random.Next(3) : random.Next(6)) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next()),
        2 => JsonValue.Create(RandomText(random)),
        3 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomNode(random, depth - 1))]),
        _ => RandomObject(random, depth),
    };

    private static string RandomText(Random random)
    {
        const string characters = "\\\\\\\"\"{}[],: \n\u00e9\ud83d\ude00aZ/";
        var text = new StringBuilder();
        for (var i = random.Next(90); i > 0; i--)
        {
            var character = characters[random.Next(characters.Length)];
            // A surrogate stands only in its pair.
            text.Append(char.IsSurrogate(character) ? "\U0001F600" : character.ToString());
        }

        return text.ToString();
    }

    /// <summary>Returns a few bytes at a time, as a network or a decompressor does.</summary>
    private sealed class SlowStream(byte[] content, int atOnce) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atOnce)]);
    }
}
