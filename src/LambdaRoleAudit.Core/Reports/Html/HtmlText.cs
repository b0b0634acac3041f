using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Text of the HTML report. Everything that is not a constant of this module goes through <see cref="Encode"/>.</summary>
internal static partial class HtmlText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>Encodes a text as HTML text on one line.</summary>
    public static string Encode(string? text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    /// <summary>Encodes a text that is not in an attribute: quotation marks stay, because they would take six characters each.</summary>
    public static string EncodeShort(string? text) =>
        Encode(text).Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&#39;", "'", StringComparison.Ordinal);

    /// <summary>Returns a number with the word that it counts: <c>1 function</c>, <c>1,200 functions</c>.</summary>
    public static string Count(int number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {one}{(number == 1 ? "" : "s")}");

    /// <summary>Returns names in a list whose items do not break if a line has room for them.</summary>
    public static string Names(IEnumerable<string> names) =>
         $"<ul class=names>{string.Concat(names.Select(name => $"<li>{Encode(name)}"))}</ul>";

    /// <summary>Returns evidence as paragraphs. A JSON document in it is indented.</summary>
    public static string Evidence(string evidence)
    {
        var start = evidence.IndexOf(": {", StringComparison.Ordinal);
        var end = evidence.LastIndexOf('}') + 1;
        if (start < 0 || end <= start + 2) return $"<p class=ev>{Encode(evidence)}";
        try
        {
            using var document = JsonDocument.Parse(evidence[(start + 2)..end]);
            var json = WebUtility.HtmlEncode(VisibleText.OfLines(JsonSerializer.Serialize(document.RootElement, Indented)));
            var rest = evidence[end..].TrimStart('.', ' ');
            return $"<p class=ev>{Encode(evidence[..(start + 1)])}<pre>{json}</pre>"
                + $"{(rest.Length > 0 ? $"<p class=ev>{Encode(rest)}" : "")}";
        }
        catch (JsonException)
        {
            // Not one document: two statements, or a statement that was cut. It is shown as it is.
            return $"<p class=ev>{Encode(evidence)}";
        }
    }

    /// <summary>Returns a remedy: its commands, which can be copied, in the sentences around them.</summary>
    public static string Remedy(string remedy)
    {
        if (IsCommand().IsMatch(remedy)) return $"<code class=cmd>{Encode(remedy)}</code>";
        var text = new System.Text.StringBuilder();
        var at = 0;
        foreach (var match in Command().Matches(remedy).Cast<Match>())
        {
            text.Append(Encode(remedy[at..match.Index])).Append("<code class=cmd>").Append(Encode(match.Value)).Append("</code>");
            at = match.Index + match.Length;
        }

        return text.Append(Encode(remedy[at..])).ToString();
    }

    /// <summary>Returns a paragraph of a rule's page: of its Markdown, code and links to other sites are shown.</summary>
    public static string Markdown(string markdown) =>
        string.Concat(markdown.Split("\n\n").Select(paragraph => $"<p>{Spans(Encode(paragraph.Replace('\n', ' ')))}"));

    private static string Spans(string encoded) =>
        Code().Replace(Link().Replace(encoded, "<a href=\"$2\" rel=noreferrer>$1</a>"), "<code>$1</code>");

    /// <summary>A remedy that is nothing but a command.</summary>
    [GeneratedRegex(@"^(?:(?:Get|New|Set|Repair|Test)-\w*Lambda\w+|aws (?:iam|lambda) )(?!.*(?:[.,;] |\.$|\band |\bwith ))")]
    private static partial Regex IsCommand();

    /// <summary>A command in a sentence: its name, a first value, and parameters with at most one value each.</summary>
    [GeneratedRegex(
        @"(?:Get|New|Set|Repair|Test)-\w*Lambda\w+(?: (?!with|and |or |-)[^\s,;|]*[^\s,;|.])?"
        + @"(?: -\w+(?: (?!and |or |with |before )[^\s,;|]*[^\s,;|.])?)*"
        + @"|aws (?:iam|lambda) [a-z-]+(?: --[a-z-]+(?: '[^']*'| [^\s;,']*[^\s;,'.])?)*")]
    private static partial Regex Command();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[([^\]]+)\]\((https://[^)\s]+)\)")]
    private static partial Regex Link();
}
