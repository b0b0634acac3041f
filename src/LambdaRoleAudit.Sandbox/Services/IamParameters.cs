using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// The constraints on parameters in IAM's model (botocore 1.43.11, iam 2010-05-08: patterns, lengths, ranges). IAM rejects invalid
/// parameters before it checks anything else. botocore itself checks lengths, but never patterns.
/// </summary>
internal static partial class IamParameters
{
    private const string TagPattern = @"[\p{L}\p{Z}\p{N}_.:/=+\-@]";
    private const int TagsPerRequest = 50;

    /// <summary>Checks each parameter that is present.</summary>
    /// <exception cref="AwsError">A parameter is not valid.</exception>
    public static void Verify(IReadOnlyDictionary<string, string> form)
    {
        foreach (var (name, value) in form)
        {
            var place = name.Length == 0 ? "" : $"{char.ToLowerInvariant(name[0])}{name[1..]}";
            switch (name)
            {
                case "RoleName":
                    VerifyName(value, place, 64);
                    break;
                case "PolicyName" or "InstanceProfileName":
                    VerifyName(value, place, 128);
                    break;
                case "Path" when !Paths().IsMatch(value) || value.Length > 512:
                    throw Invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric "
                        + "characters and/or / characters.");
                case "AssumeRolePolicyDocument" or "PolicyDocument":
                    VerifyPattern(value, place, Documents(), @"[\u0009\u000A\u000D\u0020-\u00FF]+");
                    break;
                // There is no pattern for a policy's description.
                case "Description":
                    VerifyLength(value, place, 0, 1000);
                    if (form.GetValueOrDefault("Action") == "CreateRole")
                        VerifyPattern(value, place, Descriptions(), @"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*");
                    break;
                case "PolicyArn" or "PermissionsBoundary":
                    VerifyLength(value, place, 20, 2048);
                    break;
                case "VersionId":
                    VerifyPattern(value, place, Versions(), @"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?");
                    break;
                case "MaxSessionDuration":
                    VerifyRange(value, place, 3600, 43_200);
                    break;
                case "MaxItems":
                    VerifyRange(value, place, 1, 1000);
                    break;
            }
        }
    }

    /// <summary>Returns the tags of a request by their keys, which "are case insensitive".</summary>
    /// <exception cref="AwsError">A tag is not valid, or there are too many tags.</exception>
    public static SortedDictionary<string, string> Tags(IReadOnlyDictionary<string, string> form)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        while (form.TryGetValue(FormattableString.Invariant($"Tags.member.{++number}.Key"), out var key))
        {
            var value = form.GetValueOrDefault(FormattableString.Invariant($"Tags.member.{number}.Value"), "");
            var place = FormattableString.Invariant($"tags.{number}.member");
            VerifyTag(key, $"{place}.key", 1, 128, "+");
            VerifyTag(value, $"{place}.value", 0, 256, "*");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsError(400, "InvalidInput", "aws: prefixed tag key names are not allowed for external use.");
            if (!tags.TryAdd(key, value))
                throw new AwsError(400, "InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }

        VerifyCount(number - 1, "tags");
        return tags;
    }

    /// <summary>Returns the tag keys of a request.</summary>
    /// <exception cref="AwsError">A tag key is not valid, or there are too many.</exception>
    public static IReadOnlyList<string> TagKeys(IReadOnlyDictionary<string, string> form)
    {
        var keys = new List<string>();
        while (form.TryGetValue(FormattableString.Invariant($"TagKeys.member.{keys.Count + 1}"), out var key))
        {
            VerifyTag(key, FormattableString.Invariant($"tagKeys.{keys.Count + 1}.member"), 1, 128, "+");
            keys.Add(key);
        }

        VerifyCount(keys.Count, "tagKeys");
        return keys;
    }

    private static void VerifyName(string value, string place, int most)
    {
        VerifyLength(value, place, 1, most);
        if (!Names().IsMatch(value))
        {
            throw Invalid($"The specified value for {place} is invalid. It must contain only alphanumeric characters "
                + "and/or the following: +=,.@_-");
        }
    }

    /// <summary>Counts code points, as the pattern does: a letter above U+FFFF is one letter.</summary>
    private static void VerifyTag(string value, string place, int least, int most, string repeat)
    {
        VerifyLength(value, place, least, most);
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsLetter(rune) || Rune.IsSeparator(rune) || Rune.IsNumber(rune)) continue;
            if (!"_.:/=+-@".Contains(rune.ToString(), StringComparison.Ordinal))
                throw Unfit(place, $"Member must satisfy regular expression pattern: {TagPattern}{repeat}");
        }
    }

    private static void VerifyCount(int count, string place)
    {
        if (count > TagsPerRequest) throw Unfit(place, $"Member must have length less than or equal to {TagsPerRequest}");
    }

    private static void VerifyLength(string value, string place, int least, int most)
    {
        if (value.Length < least) throw Unfit(place, $"Member must have length greater than or equal to {least}");
        if (value.Length > most) throw Unfit(place, $"Member must have length less than or equal to {most}");
    }

    private static void VerifyRange(string value, string place, int least, int most)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new AwsError(400, "MalformedInput", $"Value at '{place}' is not a number.");
        if (number < least) throw Unfit(place, $"Member must have value greater than or equal to {least}");
        if (number > most) throw Unfit(place, $"Member must have value less than or equal to {most}");
    }

    private static void VerifyPattern(string value, string place, Regex pattern, string words)
    {
        if (!pattern.IsMatch(value)) throw Unfit(place, $"Member must satisfy regular expression pattern: {words}");
    }

    private static AwsError Unfit(string place, string constraint) =>
        Invalid($"1 validation error detected: Value at '{place}' failed to satisfy constraint: {constraint}");

    private static AwsError Invalid(string message) => new(400, "ValidationError", message);

    // \z instead of $, because $ allows a line feed at the end.
    [GeneratedRegex(@"^[\w+=,.@-]+\z", RegexOptions.ECMAScript)]
    private static partial Regex Names();

    [GeneratedRegex(@"^/([\x21-\x7E]+/)?\z")]
    private static partial Regex Paths();

    [GeneratedRegex(@"^[\t\n\r\x20-\xFF]+\z")]
    private static partial Regex Documents();

    [GeneratedRegex(@"^[\t\n\r\x20-\x7E\xA1-\xFF]*\z")]
    private static partial Regex Descriptions();

    [GeneratedRegex(@"^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?\z")]
    private static partial Regex Versions();
}
