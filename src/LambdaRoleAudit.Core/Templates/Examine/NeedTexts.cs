using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Texts of a template for the question whether a role has a permission. Each text has two forms. The exact form has a mark for each
/// symbol: equal marks are equal values, and a pattern without the mark matches it only if its wildcard matches any text. The open form
/// has <c>*</c> for each symbol, so it matches whatever the text can become. Two resources of one template are never the same one, so the
/// open form keeps the ARN of a resource whose name is made by the deployment apart from all other ARNs.
/// </summary>
/// <param name="shapes">See <see cref="DeclaredStack.Shapes"/>.</param>
/// <param name="keepsApart">
/// False if open forms of declared resources are like those of others: with a permissions boundary, two policies must allow one resource.
/// </param>
internal sealed partial class NeedTexts(IReadOnlyDictionary<string, string> shapes, bool keepsApart = true)
{
    /// <summary>The partition of ARNs in open forms that stand for resources of the template. No ARN of AWS has it.</summary>
    public const string Own = "aws-declared";

    /// <summary>A resource that no policy can name.</summary>
    public const string Nothing = "arn:aws:lra:::nothing";

    private const char Open = '\uE010';
    private const char Close = '\uE011';
    private const string AlonePrefix = "arn:aws:lra:::";
    private const int MostLevels = 8;

    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal);
    private readonly List<string> _shown = [];
    private readonly HashSet<string> _madeNames = new(StringComparer.Ordinal);
    private List<string>? _made;
    private HashSet<string>? _declared;

    /// <summary>ARNs, in exact form, of declared resources whose names the deployment makes. The longest first.</summary>
    private List<string> Made => _made ??= !keepsApart ? [] : [
        .. shapes.Values.Distinct(StringComparer.Ordinal).Select(Exact)
            .Where(text => text.StartsWith("arn:", StringComparison.Ordinal) && MarksIn(text).Any(_madeNames.Contains))
            .Distinct(StringComparer.Ordinal).OrderByDescending(text => text.Length)];

    /// <summary>Declared resources in exact form.</summary>
    private HashSet<string> Declared => _declared ??= [.. shapes.Values.Select(Exact)];

    /// <summary>Returns a text, such as a name, with marks.</summary>
    public string Plain(string text) => Fill(text, MostLevels);

    /// <summary>Returns the exact form of a resource.</summary>
    public string Exact(string text)
    {
        var filled = Fill(text, MostLevels);
        // A resource in a policy must begin as an ARN does.
        return filled.StartsWith(Open) ? AlonePrefix + filled : filled;
    }

    /// <summary>Returns the open form of a text in exact form.</summary>
    public string OpenOf(string exact)
    {
        foreach (var made in Made)
            if (exact.StartsWith(made, StringComparison.Ordinal)) return InOwn(made) + Widened(exact[made.Length..]);
        return Widened(exact);
    }

    /// <summary>Returns patterns for all that a needed resource in exact form can be.</summary>
    public IEnumerable<string> AllOf(string exact)
    {
        yield return Widened(exact);
        if (OpenOf(exact) is var own && own.StartsWith($"arn:{Own}:", StringComparison.Ordinal))
            yield return own;
        else if (keepsApart && !Declared.Contains(exact) && exact.StartsWith("arn:aws:", StringComparison.Ordinal)
            && exact.Split(':') is [_, _, var service, ..])
            yield return $"arn:{Own}:{service}:*";
    }

    /// <summary>
    /// Returns patterns for ARNs with more colons than a pattern has, if its regions, accounts and names cannot have one: these ARNs are
    /// not meant. A label of a stream has colons, for example.
    /// </summary>
    public static IReadOnlyList<string> WithMoreParts(string pattern) =>
        pattern.Split(':') is ["arn", "aws", "logs" or "sqs" or "sns", _, _, _, ..] parts
            ? [$"{string.Concat(Enumerable.Repeat("*:", parts.Length))}*"]
            : [];

    /// <summary>True if a text in exact form has a mark.</summary>
    public static bool HasMark(string exact) => exact.Contains(Open, StringComparison.Ordinal);

    /// <summary>Returns what a rule says, in the template's words.</summary>
    public string Back(string text) => Mark().Replace(
        text.Replace(AlonePrefix, "", StringComparison.Ordinal),
        mark => $"${{{_shown[int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture)]}}}");

    private string Fill(string text, int levels) => Symbol.Replace(text, (shown, _) => shown switch
    {
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        _ when levels > 0 && shapes.TryGetValue(shown, out var shape) && Symbol.Alone(shape) != shown => Fill(shape, levels - 1),
        _ => MarkOf(shown),
    });

    private string MarkOf(string shown)
    {
        if (_marks.TryGetValue(shown, out var known)) return known;
        var mark = $"{Open}{_shown.Count.ToString(CultureInfo.InvariantCulture)}{Close}";
        _shown.Add(shown);
        if (shapes.TryGetValue(shown, out var shape) && Symbol.Alone(shape) == shown) _madeNames.Add(mark);
        return _marks[shown] = mark;
    }

    private static string InOwn(string arn) => $"arn:{Own}:{arn[(arn.IndexOf(':', 4) + 1)..]}";

    private static string Widened(string exact) => exact.StartsWith(AlonePrefix + Open, StringComparison.Ordinal)
        ? Mark().Replace(exact[AlonePrefix.Length..], "*")
        : Mark().Replace(exact, "*");

    private static IEnumerable<string> MarksIn(string text) => Mark().Matches(text).Select(mark => mark.Value);

    [GeneratedRegex("\uE010([0-9]+)\uE011")]
    private static partial Regex Mark();
}
