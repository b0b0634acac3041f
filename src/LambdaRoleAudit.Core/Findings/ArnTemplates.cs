using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Findings;

/// <summary>ARN patterns as the Service Authorization Reference writes them: <c>arn:${Partition}:s3:::${BucketName}</c>.</summary>
internal static partial class ArnTemplates
{
    /// <summary>A name that no resource has: a permission that reaches it reaches any name.</summary>
    public const string AnyName = "zq7-any-name";

    /// <summary>Returns the ARN with each placeholder filled in.</summary>
    public static string Fill(string template, Func<string, string> valueOf) =>
        Parts().Replace(template, match => valueOf(match.Groups[1].Value));

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Parts();
}
