using System.Globalization;
using System.IO.Enumeration;

namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>
/// When a fault occurs: <c>kind[:operation][@region][#number[+]][=probability]</c>. Operation and region can contain <c>*</c>. The number
/// is that of the request since the Sandbox started; with <c>+</c>, that request and all after it.
/// </summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Operation">The operations in which it occurs.</param>
/// <param name="Region">The regions in which it occurs.</param>
/// <param name="Probability">The probability, from 0 to 1.</param>
/// <param name="FirstRequest">The first request in which it can occur.</param>
/// <param name="LastRequest">The last request in which it can occur.</param>
public sealed record FaultRule(
    FaultKind Kind, string Operation, string Region, double Probability, int FirstRequest = 0, int LastRequest = int.MaxValue)
{
    /// <summary>Reads a list of rules, separated by commas.</summary>
    /// <exception cref="FormatException">The text is not a list of rules.</exception>
    public static IReadOnlyList<FaultRule> ParseAll(string? text) => string.IsNullOrWhiteSpace(text)
        ? []
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Returns true if the rule applies to this request.</summary>
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
                $"'{text}': '{rest}' is not a fault. The faults are {string.Join(", ", Enum.GetNames<FaultKind>()).ToLowerInvariant()}; "
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
