using System.Globalization;
using System.IO.Enumeration;

namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>
/// When a fault strikes: <c>kind[:operation][@region][#number[+]][=probability]</c>; operation and region may hold <c>*</c>, the
/// number is that of the request since the Sandbox started, with <c>+</c> that one and all after it.
/// </summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Operation">In which operations.</param>
/// <param name="Region">In which regions.</param>
/// <param name="Probability">How often, from 0 to 1.</param>
/// <param name="FirstRequest">From which request on.</param>
/// <param name="LastRequest">Up to which request.</param>
public sealed record FaultRule(
    FaultKind Kind, string Operation, string Region, double Probability, int FirstRequest = 0, int LastRequest = int.MaxValue)
{
    /// <summary>Reads a list of rules, commas between.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<FaultRule> ParseAll(string? text) => string.IsNullOrWhiteSpace(text)
        ? []
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>True where the rule speaks of this request.</summary>
    public bool Matches(string operation, string region, int request) =>
        request >= FirstRequest && request <= LastRequest && FileSystemName.MatchesSimpleExpression(Operation, operation)
            && FileSystemName.MatchesSimpleExpression(Region, region);

    private static FaultRule Parse(string text)
    {
        var probability = 1.0;
        var rest = text;
        if (rest.IndexOf('=') is >= 0 and var equals)
        {
            if (!double.TryParse(rest[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out probability)
                || probability is < 0 or > 1)
                throw new FormatException($"'{text}': a probability is a number from 0 to 1.");
            rest = rest[..equals];
        }

        var (first, last) = Requests(text, ref rest);
        var region = Cut(ref rest, '@');
        var operation = Cut(ref rest, ':');
        return Enum.TryParse<FaultKind>(rest, ignoreCase: true, out var kind) && !char.IsAsciiDigit(rest[0])
            ? new FaultRule(kind, operation, region, probability, first, last)
            : throw new FormatException(
                $"'{text}': there is no fault '{rest}'. There are {string.Join(", ", Enum.GetNames<FaultKind>()).ToLowerInvariant()}; "
                + "write kind[:operation][@region][#number[+]][=probability].");
    }

    private static (int First, int Last) Requests(string text, ref string rest)
    {
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0) return (0, int.MaxValue);
        var number = rest[(hash + 1)..];
        rest = rest[..hash];
        var isOpen = number.EndsWith('+');
        return int.TryParse(isOpen ? number[..^1] : number, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0
            ? (first, isOpen ? int.MaxValue : first)
            : throw new FormatException($"'{text}': a request's number is 1 or more.");
    }

    private static string Cut(ref string rest, char mark)
    {
        var index = rest.IndexOf(mark, StringComparison.Ordinal);
        if (index < 0) return "*";
        var part = rest[(index + 1)..];
        rest = rest[..index];
        return part;
    }
}
