namespace LambdaRoleAudit.Model;

/// <summary>IAM's rules for names (IAM user guide, "IAM and AWS STS quotas": names and character limits).</summary>
public static class RoleNames
{
    /// <summary>The maximum length of a role name.</summary>
    public const int Longest = 64;

    /// <summary>Returns true if a role can have the name: 1 to 64 characters of <c>[\w+=,.@-]</c>.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= Longest && HasValidCharacters(name);

    /// <summary>
    /// Returns true if a role can have the path: it begins and ends with a slash, and has at most 512 printable ASCII characters.
    /// </summary>
    public static bool IsValidPath(string path) =>
        path.Length is > 0 and <= 512 && path[0] == '/' && path[^1] == '/' && path.All(c => c is > ' ' and <= '~');

    /// <summary>Returns true if an inline policy can have the name: 1 to 128 of the same characters.</summary>
    public static bool IsValidPolicyName(string name) => name.Length is > 0 and <= 128 && HasValidCharacters(name);

    private static bool HasValidCharacters(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-');
}
