using System.Text.RegularExpressions;
using Amazon.Runtime.Internal;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>Finds the region of a bucket in the error with which S3 refuses a request to another region.</summary>
internal static partial class BucketRegions
{
    /// <summary>Returns the region; null if the error does not tell one.</summary>
    public static string? Of(AwsCallException failure)
    {
        for (var e = failure.InnerException; e is not null; e = e.InnerException)
        {
            if (e is HttpErrorResponseException http && http.Response.IsHeaderPresent("x-amz-bucket-region"))
                return http.Response.GetHeaderValue("x-amz-bucket-region");
        }

        return failure.ErrorCode == "AuthorizationHeaderMalformed" && Expected().Match(failure.Message) is { Success: true } match
            ? match.Groups[1].Value
            : null;
    }

    [GeneratedRegex("expecting '([a-z0-9-]{1,32})'")]
    private static partial Regex Expected();
}
