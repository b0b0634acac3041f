using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// A value in a template that is known at deployment only, such as <c>!Ref Bucket</c>, inside a text. Two characters that no template has
/// (of Unicode's private use area) enclose what a person reads; equal symbols have equal values within a stack.
/// </summary>
public static partial class Symbol
{
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    /// <summary>A kind that can be any text, also <c>*</c>: a parameter, an import, a secret.</summary>
    private const char Free = '\uE002';

    /// <summary>Returns a symbol for a value that has no wildcard: a name or an ARN that AWS makes, an account id, a region.</summary>
    /// <param name="text">What a person reads, such as <c>Bucket.Arn</c>.</param>
    public static string Fixed(string text) => $"{Open}{text}{Close}";

    /// <summary>Returns a symbol for a value that can be anything.</summary>
    /// <inheritdoc cref="Fixed"/>
    public static string Anything(string text) => $"{Open}{Free}{text}{Close}";

    /// <summary>True if a text has a symbol.</summary>
    public static bool IsIn(string text) => text.Contains(Open, StringComparison.Ordinal);

    /// <summary>Returns the text as a person reads it: each symbol in <c>${ }</c>.</summary>
    public static string Shown(string text) => All().Replace(text, symbol => $"${{{symbol.Groups[2].Value}}}");

    /// <summary>All symbols in a text, as a person reads them.</summary>
    public static IEnumerable<string> AllIn(string text) => All().Matches(text).Select(symbol => symbol.Groups[2].Value);

    /// <summary>The symbols in a text that can be anything, each once, as a person reads them.</summary>
    public static IEnumerable<string> FreeIn(string text) =>
        All().Matches(text).Where(symbol => symbol.Groups[1].Length > 0).Select(symbol => symbol.Groups[2].Value).Distinct();

    /// <summary>Returns what a person reads of a text that is one symbol and nothing else; null for any other text.</summary>
    public static string? Alone(string text) =>
        All().Match(text) is { Success: true, Index: 0 } symbol && symbol.Length == text.Length ? symbol.Groups[2].Value : null;

    /// <summary>Returns a JSON text in which the characters of symbols are not escaped.</summary>
    internal static string Unescape(string json) => json.Replace("\\uE000", "\uE000", StringComparison.Ordinal)
        .Replace("\\uE001", "\uE001", StringComparison.Ordinal).Replace("\\uE002", "\uE002", StringComparison.Ordinal);

    /// <summary>The symbols in a text: their places, and what a person reads.</summary>
    internal static IEnumerable<(int Start, int End, string Shown)> PlacesIn(string text) =>
        All().Matches(text).Select(symbol => (symbol.Index, symbol.Index + symbol.Length, symbol.Groups[2].Value));

    /// <summary>Replaces each symbol.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">Returns the value for a symbol: what a person reads, and whether it can be anything.</param>
    public static string Replace(string text, Func<string, bool, string> value) =>
        All().Replace(text, symbol => value(symbol.Groups[2].Value, symbol.Groups[1].Length > 0));

    /// <summary>
    /// The symbols that are a quoted text of their own: their places without the quotes, what a person reads, and if they can be anything.
    /// </summary>
    internal static IEnumerable<(int Start, int End, string Shown, bool IsFree)> QuotedIn(string json) => All().Matches(json)
        .Where(symbol => symbol.Index > 0 && json[symbol.Index - 1] == '"'
            && symbol.Index + symbol.Length < json.Length && json[symbol.Index + symbol.Length] == '"')
        .Select(symbol => (symbol.Index, symbol.Index + symbol.Length, symbol.Groups[2].Value, symbol.Groups[1].Length > 0));

    [GeneratedRegex("\uE000(\uE002?)([^\uE000\uE001]*)\uE001")]
    private static partial Regex All();
}
