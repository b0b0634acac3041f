using System.Buffers;
using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Model;

/// <summary>
/// Makes text safe to show. Names, tags, policies, errors from AWS and files are written by others: a control character in them could move
/// a terminal's cursor, recolor or reorder the text there, or imitate a line of the module's output. An invisible character is shown as,
/// for example, <c>\u001B</c>; all other text stays as it is. Only the text that a person sees is escaped: objects keep the original value.
/// </summary>
public static class VisibleText
{
    /// <summary>
    /// Control characters (C0, DEL, C1); characters that reorder text (Unicode Standard Annex 9, "Bidi_Control"); line and paragraph
    /// separators; surrogates, which are checked again because a pair is a character; and the noncharacters that XML 1.0 cannot contain.
    /// </summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
    [
        .. Range('\0', '\u001F'), .. Range('\u007F', '\u009F'),
        '\u061C', '\u200E', '\u200F', .. Range('\u202A', '\u202E'), .. Range('\u2066', '\u2069'),
        '\u2028', '\u2029', .. Range('\uD800', '\uDFFF'), '\uFFFE', '\uFFFF',
    ]);

    /// <summary>Returns the text on one line; empty for null.</summary>
    public static string Of(string? text) => Escape(text, keepsLines: false);

    /// <summary>Returns a text that can have several lines, such as a policy: line feeds and tabs stay. Empty for null.</summary>
    public static string OfLines(string? text) => Escape(text, keepsLines: true);

    /// <summary>
    /// Returns several texts, each on a separate line. The parameter is not <c>params</c>, because PowerShell would pass an array as one
    /// text.
    /// </summary>
    public static string Lines(string?[] texts) => string.Join('\n', texts.Select(Of));

    private static string Escape(string? text, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.AsSpan().ContainsAny(Suspects)) return text;
        var shown = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (!Suspects.Contains(c) || (keepsLines && c is '\n' or '\t')) shown.Append(c);
            else if (keepsLines && c == '\r' && at + 1 < text.Length && text[at + 1] == '\n') continue;
            else if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                shown.Append(c).Append(text[++at]);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return shown.ToString();
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
