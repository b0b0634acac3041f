using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>A variable in a text of a service file: <c>${source:address, source:address, 'default'}</c>.</summary>
/// <param name="Start">The offset of its <c>$</c>.</param>
/// <param name="End">The offset after its <c>}</c>.</param>
/// <param name="Sources">The sources, in the order in which they are asked.</param>
internal sealed partial record ServerlessVariable(int Start, int End, IReadOnlyList<string> Sources)
{
    /// <summary>The most characters of a variable. What is longer is not one.</summary>
    private const int Longest = 2000;

    /// <summary>The most characters of a text that is searched. No setting of a function is longer.</summary>
    private const int LongestText = 100_000;

    /// <summary>Returns the variable that is a complete text; null if the text is not one variable.</summary>
    public static ServerlessVariable? Whole(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.StartsWith("${") && trimmed.EndsWith("}")
            && In(text).FirstOrDefault() is { } first && text.AsSpan(0, first.Start).IsWhiteSpace()
            && text.AsSpan(first.End).IsWhiteSpace()
                ? first
                : null;
    }

    /// <summary>
    /// Returns the variables of a text. CloudFormation's own <c>${AWS::Region}</c> and <c>${Role.Arn}</c> are not variables: they have no
    /// source.
    /// </summary>
    public static IEnumerable<ServerlessVariable> In(string text)
    {
        if (text.Length > LongestText) yield break;
        for (var at = text.IndexOf("${", StringComparison.Ordinal); at >= 0; at = text.IndexOf("${", at, StringComparison.Ordinal))
        {
            var end = EndOf(text, at + 2);
            if (end > 0 && text[(at + 2)..(end - 1)] is var body && Source().IsMatch(body))
            {
                yield return new(at, end, [.. Split(body)]);
                at = end;
            }
            else
            {
                // ${Name} of Fn::Sub; a variable can be inside: ${Name${self:x}}.
                at += 2;
            }
        }
    }

    /// <summary>Returns the text of a source that is a literal; null if it is not one.</summary>
    public static string? Literal(string source) =>
        source.Length >= 2 && source[0] is '\'' or '"' && source[^1] == source[0]
        ? source[1..^1]
        : Number().IsMatch(source) || source is "true" or "false" ? source : null;

    /// <summary>Returns the path and the address of a source <c>file(path):address</c>; null if it is not one.</summary>
    public static (string Path, string Address)? FileOf(string source) => File().Match(source) is { Success: true } match
        ? (match.Groups[1].Value.Trim().Trim('"', '\''), match.Groups[2].Value)
        : null;

    private static int EndOf(string text, int at)
    {
        var depth = 1;
        for (var last = Math.Min(text.Length, at + Longest); at < last; at++)
        {
            if (text[at] == '{' && text[at - 1] == '$') depth++;
            else if (text[at] == '}' && --depth == 0) return at + 1;
        }

        return -1;
    }

    private static IEnumerable<string> Split(string body)
    {
        var depth = 0;
        var quote = '\0';
        var start = 0;
        for (var at = 0; at < body.Length; at++)
        {
            var c = body[at];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"') quote = c;
            else if (c is '(' or '{') depth++;
            else if (c is ')' or '}') depth--;
            else if (c == ',' && depth == 0)
            {
                yield return body[start..at].Trim();
                start = at + 1;
            }
        }

        yield return body[start..].Trim();
    }

    /// <summary>
    /// A source with an address, or with arguments: <c>name:</c>, <c>name(…)</c>; not <c>AWS::Region</c> or <c>Name</c>.
    /// </summary>
    [GeneratedRegex(@"^\s*[a-zA-Z_][\w-]*(\(.*\)(:(?!:)|\s*$|\s*,)|:(?!:))", RegexOptions.Singleline)]
    private static partial Regex Source();

    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^file\(([^)]*)\)(?::(.*))?$", RegexOptions.Singleline)]
    private static partial Regex File();
}
