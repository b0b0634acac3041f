using System.Text.Json;

namespace LambdaRoleAudit.Accounts;

/// <summary>The documents of a file of JSON.</summary>
internal static class JsonDocuments
{
    /// <summary>One document, or one per line, as a loop over regions appends them to a file.</summary>
    public static IEnumerable<JsonDocument> In(ReadOnlyMemory<byte> all)
    {
        for (var start = 0; start < all.Length;)
        {
            var rest = all[start..];
            if (rest.Span.TrimStart(" \t\r\n"u8).IsEmpty) yield break;
            yield return Next(rest.Span, out var length);
            start += length;
        }
    }

    private static JsonDocument Next(ReadOnlySpan<byte> text, out int length)
    {
        var reader = new Utf8JsonReader(text);
        var document = JsonDocument.ParseValue(ref reader);
        length = (int)reader.BytesConsumed;
        return document;
    }
}
