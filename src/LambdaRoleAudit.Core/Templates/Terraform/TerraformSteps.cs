using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// An address or a reference of Terraform as its steps: <c>module.m["p"].aws_iam_role.r[0].arn</c>. An index is a step of its own, and
/// begins with a bracket: <c>[0</c> for a number and <c>["p</c> for a text.
/// </summary>
internal static class TerraformSteps
{
    /// <summary>Returns the steps of a text.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var steps = new List<string>();
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] == '.')
            {
                i++;
            }
            else if (text[i] == '[')
            {
                steps.Add(Index(text, ref i));
            }
            else
            {
                var end = text.AsSpan(i).IndexOfAny('.', '[');
                end = end < 0 ? text.Length : i + end;
                steps.Add(text[i..end]);
                i = end;
            }
        }

        return steps;
    }

    /// <summary>Returns an index of a number, as a step.</summary>
    public static string Number(string number) => $"[{number}";

    /// <summary>Returns an index of a text, as a step.</summary>
    public static string Key(string key) => $"[\"{key}";

    /// <summary>Returns an index that is computed, as a step.</summary>
    public static string Computed(string expression) => $"[({expression}";

    /// <summary>True if a step is an index.</summary>
    public static bool IsIndex(string step) => step.StartsWith('[');

    /// <summary>Returns a step as Terraform writes it after an address; empty for none.</summary>
    public static string Written(string? index) => index switch
    {
        null or "" => "",
        ['[', '"', ..] => $"[\"{Escaped(index[2..])}\"]",
        ['[', '(', ..] => $"[{index[2..]}]",
        _ => $"{index}]",
    };

    /// <summary>
    /// Returns those references that are not the beginning of another one. Terraform lists <c>aws_iam_role.r.arn</c> and
    /// <c>aws_iam_role.r</c> for the one expression <c>aws_iam_role.r.arn</c>.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Longest(IEnumerable<string> references)
    {
        var all = references.Distinct(StringComparer.Ordinal).Select(Of).ToList();
        if (all.Count > MostReferences) return all;
        return all.Where(one => !all.Any(other => other.Count > one.Count && other.Take(one.Count).SequenceEqual(one))).ToList();
    }

    /// <summary>The most references of one expression that are compared, each with each.</summary>
    private const int MostReferences = 500;

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private static string Index(string text, ref int i)
    {
        if (i + 1 < text.Length && text[i + 1] == '"')
        {
            var key = new StringBuilder();
            var at = i + 2;
            for (; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length) key.Append(text[++at] == 'n' ? '\n' : text[at]);
                else if (text[at] is '$' or '%' && at + 2 < text.Length && text[at + 1] == text[at] && text[at + 2] == '{') continue;
                else key.Append(text[at]);
            }

            i = Math.Min(text.Length, at + 2);
            return Key(key.ToString());
        }

        var end = text.IndexOf(']', i);
        if (end < 0) end = text.Length;
        var number = text[(i + 1)..end];
        i = Math.Min(text.Length, end + 1);
        return Number(number);
    }
}
