using System.Text;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Breaks inputs, as disks, editors, scripts and attackers do.</summary>
public static class Mutation
{
    private static readonly string[] Tokens =
        ["null", "true", "{}", "[]", "[null]", "\"\"", "0", "-1", "1e999", "999999999999999999999999", "\"\\ud800\"", "\"\\u0000\"",
            "\"\\u001b[31m\"", ",", ":", "{", "}", "[", "]", "\"", "\\"];

    private static readonly string[] Insertions =
        ["\u0000", "\u001b]0;x\u0007", "\u202e", "\uFFFD", "\uFEFF", " ", "\t", "\r\n", "é", "\"", "'", "\\", "\\ud800", "\\udc00\\ud800",
            "..", "/", ":", "*"];

    private static readonly byte[][] InvalidUtf8 = [
        [0x80], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82]];

    /// <summary>What a mutation may do to any bytes.</summary>
    private static readonly Func<byte[], Random, byte[]>[] OfBytes =
    [
        (data, random) => With(data, random, copy => copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8))),
        (data, random) => data[..random.Next(data.Length)],
        (data, random) => Splice(data, random.Next(data.Length), 0, InvalidUtf8[random.Next(InvalidUtf8.Length)]),
        (data, random) => Splice(data, random.Next(data.Length), 0, Encoding.UTF8.GetBytes(Insertions[random.Next(Insertions.Length)])),
        (data, random) =>
            Splice(data, random.Next(data.Length), random.Next(4), Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)])),
        (data, random) => Splice(data, random.Next(data.Length), 0, data[Span(data, random)]),
        (data, random) =>
            Splice(
                data, random.Next(data.Length), 0,
                Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(1, 5000))))),
        (data, random) => [.. random.Next(2) == 0 ? Encoding.UTF8.GetPreamble() : [0xFF, 0xFE], .. data],
        (data, random) =>
            (random.Next(3) switch { 0 => Encoding.Unicode, 1 => Encoding.BigEndianUnicode, _ => Encoding.UTF32 }).GetBytes(
                Encoding.UTF8.GetString(data)),
        (data, random) =>
            Splice(data, random.Next(data.Length), 0, Encoding.UTF8.GetBytes(new string("0 {[\"x"[random.Next(6)], random.Next(200_000)))),
        (data, random) => [.. data, .. data[..random.Next(data.Length)]],
        (data, random) => SwapTokens(data, random),
    ];

    /// <summary>One to three mutations of any kind.</summary>
    public static byte[] Any(byte[] data, Random random)
    {
        for (var i = random.Next(3); i >= 0 && data.Length > 0; i--) data = OfBytes[random.Next(OfBytes.Length)](data, random);
        return data;
    }

    /// <summary>
    /// The same JSON with one entry of a list made wrong, or odd; the others are as they were, and so is their number. The text is
    /// put together by hand: a key twice, half a surrogate pair and bytes that are no text are nothing that a JSON writer writes.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The list's name; empty where the document is the list.</param>
    /// <param name="random">Says which entry, and how.</param>
    public static byte[] OneEntry(byte[] json, string path, Random random)
    {
        var root = JsonNode.Parse(json)!;
        var list = (path.Length == 0 ? root : root[path]!).AsArray();
        var index = random.Next(list.Count);
        var entry = list[index]!.ToJsonString();
        list[index] = "@entry@";
        var text = root.ToJsonString().Split("\"@entry@\"");
        return [.. Encoding.UTF8.GetBytes(text[0]), .. Entry(entry, random), .. Encoding.UTF8.GetBytes(text[1])];
    }

    private static byte[] Entry(string json, Random random)
    {
        if (random.Next(5) == 0)
            return Encoding.UTF8.GetBytes(random.Next(6) switch
            {
                0 => "null",
                1 => "{}",
                2 => "[]",
                3 => "17",
                4 => "\"text\"",
                _ => "[null]"
            });
        var properties = JsonNode.Parse(json)!.AsObject()
            .Select(property => (property.Key, Value: property.Value?.ToJsonString() ?? "null")).ToList();
        var at = random.Next(properties.Count);
        var (name, value) = properties[at];
        switch (random.Next(8))
        {
            case 0: properties.RemoveAt(at); break;
            case 1: properties[at] = (name, Tokens[random.Next(11)]); break;
            case 2: properties.Add((name, value)); break;
            case 3: properties.Insert(0, (name, Tokens[random.Next(11)])); break;
            case 4: properties[at] = (name + "x", value); break;
            case 5: properties[at] = (name, $"[{value}]"); break;
            case 6:
                properties[at] = (name, string.Concat(Enumerable.Repeat("[", 40)) + value + string.Concat(Enumerable.Repeat("]", 40)));
                break;
            default: return BreakText(properties, random);
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(',', properties.Select(property => $"\"{property.Key}\":{property.Value}"))}}}");
    }

    /// <summary>Puts what is no text, or no name, into one of the texts.</summary>
    private static byte[] BreakText(List<(string Key, string Value)> properties, Random random)
    {
        var texts = Enumerable.Range(0, properties.Count).Where(i => properties[i].Value.StartsWith('"')).ToList();
        var at = texts[random.Next(texts.Count)];
        properties[at] = (properties[at].Key, properties[at].Value.Insert(random.Next(1, properties[at].Value.Length), "@break@"));
        var text = $"{{{string.Join(',', properties.Select(property => $"\"{property.Key}\":{property.Value}"))}}}".Split("@break@");
        byte[] broken = random.Next(3) switch
        {
            0 => InvalidUtf8[random.Next(InvalidUtf8.Length)],
            1 => Encoding.UTF8.GetBytes(new[] { "\\ud800", "\\udfff", "\\u0000", "\\u001b" }[random.Next(4)]),
            _ => Encoding.UTF8.GetBytes(new[] { " ", "é", "\uFFFD", "\u202e", "\\n" }[random.Next(5)]),
        };
        // Behind a backslash it would be another escape, or none.
        if (text[0].EndsWith('\\')) broken = [];
        return [.. Encoding.UTF8.GetBytes(text[0]), .. broken, .. Encoding.UTF8.GetBytes(text[1])];
    }

    private static byte[] With(byte[] data, Random random, Action<byte[]> change)
    {
        var copy = data.ToArray();
        for (var i = random.Next(4); i >= 0; i--) change(copy);
        return copy;
    }

    private static byte[] Splice(byte[] data, int at, int length, byte[] insertion) =>
        [.. data[..at], .. insertion, .. data[Math.Min(data.Length, at + length)..]];

    private static Range Span(byte[] data, Random random)
    {
        var start = random.Next(data.Length);
        return start..random.Next(start, data.Length);
    }

    private static byte[] SwapTokens(byte[] data, Random random)
    {
        var parts = Encoding.UTF8.GetString(data).Split('"');
        var (one, other) = (random.Next(parts.Length), random.Next(parts.Length));
        (parts[one], parts[other]) = (parts[other], parts[one]);
        return Encoding.UTF8.GetBytes(string.Join('"', parts));
    }
}
