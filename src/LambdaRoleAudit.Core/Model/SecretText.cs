using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Model;

/// <summary>
/// Texts that AWS, its SDK or a profile's program wrote may quote credentials: where a signature does not match, AWS sends back
/// the request that it signed, the session token in it (IAM user guide, "Troubleshoot Signature Version 4").
/// </summary>
public static partial class SecretText
{
    /// <summary>The text without access key ids and session tokens. Ids of roles and users (AROA…, AIDA…) are no secret.</summary>
    public static string Hide(string text) => SessionToken().Replace(AccessKeyId().Replace(text, "$1…"), "$1…");

    /// <summary>Twenty characters: IAM user guide, "IAM identifiers", "Understanding unique ID prefixes".</summary>
    [GeneratedRegex("(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex("""(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"'&]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SessionToken();
}
