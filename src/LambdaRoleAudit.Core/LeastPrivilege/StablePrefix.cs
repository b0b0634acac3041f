using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Names with a random part: an id, a date, a hash. If several names differ only from there on, the next one will differ too.
/// </summary>
internal static partial class StablePrefix
{
    /// <summary>The number of names that show that a part of them is random.</summary>
    public const int FewestNames = 3;

    /// <summary>
    /// Returns the text of an ARN before the first random part of its resource; null if it has none, or nothing before it.
    /// </summary>
    public static string? Of(string arn)
    {
        if (!Arn.TryParse(arn, out var parsed)) return null;
        var start = arn.Length - parsed.Resource.Length;
        return Random().Match(parsed.Resource) is { Success: true, Groups: var groups } && groups["random"].Index > 0
            ? arn[..(start + groups["random"].Index)]
            : null;
    }

    /// <summary>Returns true if a part of a path has a random part, or a number of four or more digits, such as a year.</summary>
    public static bool IsRandom(string part) => Random().IsMatch(part) || Number().IsMatch(part);

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex Number();

    // A UUID; eight or more hexadecimal digits, or ten or more letters and digits, with at least one digit and one letter; six or more
    // decimal digits.
    [GeneratedRegex(
        @"(?:^|[-_./:])(?<random>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
        + @"|(?=[0-9a-fA-F]*[a-fA-F])(?=[0-9a-fA-F]*[0-9])[0-9a-fA-F]{8,}|(?=[0-9A-Za-z]*[A-Za-z])(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{10,}"
        + @"|[0-9]{6,})(?=$|[-_./:])")]
    private static partial Regex Random();
}
