using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Model;

/// <summary>
/// Hides credentials in texts from AWS, its SDK or a profile's program. Such texts can quote credentials: if a signature does not match,
/// AWS returns the request that it signed, including the session token (IAM user guide, "Troubleshoot Signature Version 4").
/// </summary>
public static partial class SecretText
{
    /// <summary>
    /// Returns the text without access key ids and session tokens. The ids of roles and users (AROA…, AIDA…) are not secret.
    /// </summary>
    public static string Hide(string text) => SessionToken().Replace(AccessKeyId().Replace(text, "$1…"), "$1…");

    /// <summary>An access key id has twenty characters: IAM user guide, "IAM identifiers", "Understanding unique ID prefixes".</summary>
    [GeneratedRegex("(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex("""(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"'&]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SessionToken();
}
