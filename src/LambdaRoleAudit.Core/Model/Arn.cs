using System.Diagnostics.CodeAnalysis;

namespace LambdaRoleAudit.Model;

/// <summary>
/// An Amazon Resource Name of any partition: <c>arn:partition:service:region:account:resource</c>.
/// Source: AWS IAM user guide, "IAM identifiers" and "Amazon Resource Names".
/// </summary>
public sealed record Arn(string Partition, string Service, string Region, string AccountId, string Resource)
{
    private const string RolePrefix = "role/";

    /// <summary>Reads an ARN. Returns false if the text is not an ARN. Never throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Arn? arn)
    {
        arn = null;
        if (text is null || !text.StartsWith("arn:", StringComparison.Ordinal)) return false;
        var parts = text.Split(':', 6);
        if (parts.Length != 6 || parts[1].Length == 0 || parts[2].Length == 0 || parts[5].Length == 0) return false;
        arn = new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
        return true;
    }

    /// <summary>
    /// Reads the ARN of an IAM role: <c>arn:partition:iam::account:role/path/name</c>. The entire text is checked: a name can have only the
    /// characters that IAM allows (IAM user guide, "IAM and AWS STS quotas"), and a path only printable ASCII. A text with white space is
    /// not a role ARN.
    /// </summary>
    public static bool TryParseRole([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Arn? arn) =>
        TryParse(text, out arn)
        && arn.Service == "iam"
        && IsAccountId(arn.AccountId)
        && arn.Resource.StartsWith(RolePrefix, StringComparison.Ordinal)
        && !arn.Resource.Contains(':', StringComparison.Ordinal)
        && arn.RoleName.Length > 0
        && arn.RoleName.All(character => char.IsAsciiLetterOrDigit(character) || "+=,.@_-".Contains(character, StringComparison.Ordinal))
        && text.All(character => character is > ' ' and <= '~');

    /// <summary>
    /// Returns the name at the end of a role's or a policy's ARN, after its path. Returns the text itself if it has no path.
    /// </summary>
    public static string NameIn(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return arn[(arn.LastIndexOf('/') + 1)..];
    }

    /// <summary>The role's name: the text after the last slash. Empty if this is not a role ARN.</summary>
    public string RoleName =>
        Resource.StartsWith(RolePrefix, StringComparison.Ordinal) ? NameIn(Resource) : "";

    /// <summary>The role's path, including slashes; <c>/</c> if the role has no path.</summary>
    public string RolePath =>
        Resource.StartsWith(RolePrefix, StringComparison.Ordinal) ? Resource[(RolePrefix.Length - 1)..(Resource.LastIndexOf('/') + 1)] : "";

    private static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    /// <summary>The ARN as AWS writes it.</summary>
    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{AccountId}:{Resource}";
}
