using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Yaml;

/// <summary>
/// A text without the spaces of the empty lines that a block scalar starts with. They mean nothing (YAML 1.2.2, 8.1.1.1), but YamlDotNet
/// refuses them. Knows where each character stood before.
/// </summary>
internal sealed partial class BlankFirstLines
{
    private readonly List<(int At, int Removed)> _cuts = [];

    /// <summary>Removes the spaces.</summary>
    public BlankFirstLines(string text)
    {
        var kept = new StringBuilder();
        var copied = 0;
        var removed = 0;
        foreach (Match lines in AfterHeader().Matches(text))
        {
            foreach (Capture blank in lines.Groups["blank"].Captures)
            {
                // More spaces than the text has are an error of the file.
                if (blank.Length == 0 || blank.Length > lines.Groups["indent"].Length) continue;
                kept.Append(text, copied, blank.Index - copied);
                copied = blank.Index + blank.Length;
                _cuts.Add((blank.Index - removed, removed += blank.Length));
            }
        }

        Text = copied == 0 ? text : kept.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The text to parse. It has the same lines, and each has the same columns but for the lines without text.</summary>
    public string Text { get; }

    /// <summary>Returns the offset in the original text.</summary>
    public int Original(int offset)
    {
        var (low, high) = (0, _cuts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cuts[middle].At < offset) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? offset : offset + _cuts[low - 1].Removed;
    }

    // Not a header that states its indentation by a digit: with it, the spaces can be part of the text.
    [GeneratedRegex(@"[|>][+-]?[ \t]*(?:[ \t]#[^\r\n]*)?(?>\r\n|\r|\n)(?>(?:(?<blank> *)(?>\r\n|\r|\n))+)(?<indent> *)(?=[^ \r\n])")]
    private static partial Regex AfterHeader();
}
