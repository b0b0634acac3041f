using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a text in quotes or a heredoc as texts and expressions. A directive (<c>%{ if }</c>) makes it an <see cref="HclOther"/>.
/// </summary>
internal static class HclTemplateReader
{
    /// <summary>Reads the template at the scanner's place.</summary>
    public static HclExpression Read(TemplateText text, HclScanner scanner, int level)
    {
        var start = scanner.At;
        if (scanner.Next == '"')
        {
            scanner.SkipToken(level);
            var parts = Parts(text, new(start + 1, scanner.At - 1), isQuoted: true, level);
            return Of(new(start, scanner.At), parts);
        }

        scanner.SkipToken(level);
        var span = new TextSpan(start, scanner.At);
        var inside = new HclScanner(text) { At = start };
        var (marker, isFlush) = inside.HeredocStart();
        var end = text.Text.LastIndexOf(marker, span.End - 1, StringComparison.Ordinal);
        end = text.Text.LastIndexOf('\n', end - 1) + 1;
        var content = Parts(text, new(inside.At, Math.Max(inside.At, end)), isQuoted: false, level);
        return Of(span, isFlush && content is not null ? Flush(content) : content);
    }

    private static HclExpression Of(TextSpan span, List<HclTemplatePart>? parts) =>
        parts is null ? new HclOther(span) : new HclTemplate(span, parts);

    private static List<HclTemplatePart>? Parts(TemplateText text, TextSpan span, bool isQuoted, int level)
    {
        var scanner = new HclScanner(text) { At = span.Start };
        var parts = new List<HclTemplatePart>();
        var literal = new StringBuilder();
        while (scanner.At < span.End)
        {
            var start = scanner.At;
            var c = scanner.Next;
            if (isQuoted && c == '\\')
            {
                if (!Escape(scanner, literal)) return null;
                continue;
            }

            scanner.SkipTemplateCharacter(level);
            if (scanner.At - start == 1)
            {
                literal.Append(c);
            }
            else if (text.Text[start + 1] == c)
            {
                literal.Append(c).Append('{');
            }
            else
            {
                if (c == '%') return null;
                if (literal.Length > 0) parts.Add(new(literal.ToString(), null));
                literal.Clear();
                var (begin, end) = (start + 2, scanner.At - 1);
                // ${~ ~} removes white space around the expression.
                if (text.Text[begin] == '~' || text.Text[end - 1] == '~') return null;
                while (begin < end && char.IsWhiteSpace(text.Text[begin])) begin++;
                while (end > begin && char.IsWhiteSpace(text.Text[end - 1])) end--;
                parts.Add(new(null, HclExpressionReader.Read(text, new(begin, end))));
            }
        }

        if (literal.Length > 0 || parts.Count == 0) parts.Add(new(literal.ToString(), null));
        return parts;
    }

    private static bool Escape(HclScanner scanner, StringBuilder literal)
    {
        var c = scanner.Peek(1);
        var digits = c switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            var hex = string.Concat(Enumerable.Range(2, digits).Select(scanner.Peek));
            if (!int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || !Rune.IsValid(code)) return false;
            literal.Append(new Rune(code).ToString());
        }
        else if (c is 'n' or 'r' or 't' or '"' or '\\')
        {
            literal.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
        }
        else
        {
            return false;
        }

        scanner.At += 2 + digits;
        return true;
    }

    /// <summary>Takes off the white space that all lines of a heredoc of the form <c>&lt;&lt;-</c> begin with.</summary>
    private static List<HclTemplatePart> Flush(List<HclTemplatePart> parts)
    {
        var least = int.MaxValue;
        var atStart = true;
        foreach (var part in parts)
        {
            if (part.Text is null)
            {
                if (atStart) least = 0;
                atStart = false;
                continue;
            }

            foreach (var line in Lines(part.Text))
            {
                // A line without anything but white space does not count.
                if (atStart && !IsBlank(line)) least = Math.Min(least, Indent(line));
                atStart = line.EndsWith('\n');
            }
        }

        atStart = true;
        var flushed = new List<HclTemplatePart>();
        foreach (var part in parts)
        {
            if (part.Text is null)
            {
                flushed.Add(part);
                atStart = false;
                continue;
            }

            var text = new StringBuilder();
            foreach (var line in Lines(part.Text))
            {
                text.Append(atStart && !IsBlank(line) ? line[Math.Min(least, Indent(line))..] : line);
                atStart = line.EndsWith('\n');
            }

            flushed.Add(new(text.ToString(), null));
        }

        return flushed;
    }

    private static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line) && line.EndsWith('\n');

    private static int Indent(string line) => line.TakeWhile(char.IsWhiteSpace).Count();

    private static IEnumerable<string> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
