using System.Globalization;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes edits as a unified diff that <c>git apply</c> and <c>patch -p1</c> accept. A line ends with a line feed; a carriage return before
/// it and a byte order mark are part of the line.
/// </summary>
public static class UnifiedDiff
{
    /// <summary>The number of unchanged lines around a change.</summary>
    private const int Context = 3;

    /// <summary>Returns the diff of a file; empty if the edits change nothing.</summary>
    /// <param name="path">The path to show, relative to the folder where the patch is applied.</param>
    /// <param name="text">The unchanged text, with its byte order mark if it has one.</param>
    /// <param name="edits">The edits.</param>
    /// <exception cref="ProblemException">An edit does not fit the text, or two overlap.</exception>
    public static string Of(string path, string text, IEnumerable<TemplateEdit> edits)
    {
        var lines = Lines(text);
        var changes = Changes(text, lines, TextEdits.Sorted(path, text, edits)).ToList();
        if (changes.Count == 0) return "";
        var diff = new StringBuilder(Header(path, isNew: false));
        var shift = 0;
        for (var first = 0; first < changes.Count;)
        {
            var last = first;
            while (last + 1 < changes.Count && changes[last + 1].Start - changes[last].End <= 2 * Context) last++;
            Hunk(diff, lines, changes[first..(last + 1)], ref shift);
            first = last + 1;
        }

        return diff.ToString();
    }

    /// <summary>Returns the diff that creates a file; empty if the file has no content.</summary>
    /// <param name="path">The path to show.</param>
    /// <param name="text">The content.</param>
    public static string OfNew(string path, string text)
    {
        if (text.Length == 0) return "";
        var diff = new StringBuilder(Header(path, isNew: true));
        var shift = 0;
        Hunk(diff, [], [new(0, 0, Lines(text))], ref shift);
        return diff.ToString();
    }

    private static string Header(string path, bool isNew)
    {
        var (from, to) = (Quoted($"a/{path}"), Quoted($"b/{path}"));
        // As git does: a tab ends a name with spaces, so that nothing after it counts as part of the name.
        var end = path.Contains(' ', StringComparison.Ordinal) && !to.StartsWith('"') ? "\t" : "";
        // Without git's own line "diff --git". With it, git takes the paths from the top of the repository, and below the top it skips
        // each file, without an error.
        return (isNew ? "--- /dev/null\n" : $"--- {from}{end}\n") + $"+++ {to}{end}\n";
    }

    /// <summary>Quotes a name as git does by default (core.quotePath): control characters, quotes, and all that is not ASCII.</summary>
    private static string Quoted(string name)
    {
        if (name.All(one => one is >= ' ' and < (char)0x7F and not ('"' or '\\'))) return name;
        var quoted = new StringBuilder("\"");
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            if (one is (byte)'"' or (byte)'\\') quoted.Append('\\').Append((char)one);
            else if (one is >= (byte)' ' and < 0x7F) quoted.Append((char)one);
            else quoted.Append('\\').Append(Convert.ToString(one, 8).PadLeft(3, '0'));
        }

        return quoted.Append('"').ToString();
    }

    private static void Hunk(StringBuilder diff, IReadOnlyList<string> lines, IReadOnlyList<Change> changes, ref int shift)
    {
        var start = Math.Max(changes[0].Start - Context, 0);
        var end = Math.Min(changes[^1].End + Context, lines.Count);
        var grown = changes.Sum(change => change.Lines.Count - (change.End - change.Start));
        diff.Append("@@ -").Append(Range(start, end - start)).Append(" +").Append(Range(start + shift, end - start + grown))
            .Append(" @@\n");
        shift += grown;
        foreach (var change in changes)
        {
            for (; start < change.Start; start++) Line(diff, ' ', lines[start]);
            for (; start < change.End; start++) Line(diff, '-', lines[start]);
            foreach (var line in change.Lines) Line(diff, '+', line);
        }

        for (; start < end; start++) Line(diff, ' ', lines[start]);
    }

    /// <summary>A range without lines is named by the line before it.</summary>
    private static string Range(int start, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Line(StringBuilder diff, char mark, string line)
    {
        diff.Append(mark).Append(line);
        if (!line.EndsWith('\n')) diff.Append("\n\\ No newline at end of file\n");
    }

    /// <summary>The lines that the edits touch, with what is there after them.</summary>
    private static IEnumerable<Change> Changes(string text, List<string> lines, IReadOnlyList<TemplateEdit> edits)
    {
        var starts = new int[lines.Count + 1];
        for (var i = 0; i < lines.Count; i++) starts[i + 1] = starts[i] + lines[i].Length;
        for (var first = 0; first < edits.Count;)
        {
            var (from, to) = (LineAt(edits[first].Offset), LineAt(End(edits[first])) + 1);
            var next = first + 1;
            for (; next < edits.Count && LineAt(edits[next].Offset) <= to; next++) to = LineAt(End(edits[next])) + 1;
            to = Math.Min(to, lines.Count);
            from = Math.Min(from, to);
            var after = Lines(TextEdits.Spliced(text, starts[from], starts[to], edits.Skip(first).Take(next - first)));
            first = next;
            var same = 0;
            while (same < after.Count && from < to && after[same] == lines[from]) (same, from) = (same + 1, from + 1);
            var kept = after.Count;
            while (kept > same && from < to && after[kept - 1] == lines[to - 1]) (kept, to) = (kept - 1, to - 1);
            if (from < to || same < kept) yield return new(from, to, after[same..kept]);
        }

        int LineAt(int offset)
        {
            // The last line has no line feed, so the end of the text belongs to it. After a line feed, it is a line of its own.
            if (offset == text.Length) return text.Length > 0 && text[^1] != '\n' ? lines.Count - 1 : lines.Count;
            var index = Array.BinarySearch(starts, offset);
            return index < 0 ? ~index - 1 : index;
        }

        static int End(TemplateEdit edit) => edit.Offset + edit.OldText.Length;
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            var feed = text.IndexOf('\n', start);
            end = feed < 0 ? text.Length : feed + 1;
            lines.Add(text[start..end]);
        }

        return lines;
    }

    private readonly record struct Change(int Start, int End, List<string> Lines);
}
