namespace LambdaRoleAudit.Model;

/// <summary>IAM's rules for names (IAM user guide, "IAM and AWS STS quotas": names and character limits).</summary>
public static class RoleNames
{
    /// <summary>The longest role name.</summary>
    public const int Longest = 64;

    /// <summary>True for a name that a role can have: 1 to 64 characters of <c>[\w+=,.@-]</c>.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= Longest && HasValidCharacters(name);

    /// <summary>True for a path that a role can have: it begins and ends with a slash, 512 printable ASCII characters at most.</summary>
    public static bool IsValidPath(string path) =>
        path.Length is > 0 and <= 512 && path[0] == '/' && path[^1] == '/' && path.All(c => c is > ' ' and <= '~');

    /// <summary>True for a name of an inline policy: 1 to 128 characters of the same.</summary>
    public static bool IsValidPolicyName(string name) => name.Length is > 0 and <= 128 && HasValidCharacters(name);

    private static bool HasValidCharacters(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-');
}
