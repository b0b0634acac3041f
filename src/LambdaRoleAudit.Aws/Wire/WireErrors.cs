using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Converts the SDK's exceptions to <see cref="AwsCallException"/>. Error codes: AWS's "Common errors" pages of Lambda, IAM, STS, EC2,
/// CloudTrail, Athena, S3 and the services whose policies are read.
/// </summary>
internal static class WireErrors
{
    private static readonly Dictionary<string, AwsErrorKind> KindByCode = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ExpiredToken"] = AwsErrorKind.ExpiredToken,
        ["ExpiredTokenException"] = AwsErrorKind.ExpiredToken,
        ["UnrecognizedClientException"] = AwsErrorKind.InvalidKey,
        ["InvalidClientTokenId"] = AwsErrorKind.InvalidKey,
        ["InvalidAccessKeyId"] = AwsErrorKind.InvalidKey,
        ["AuthFailure"] = AwsErrorKind.InvalidKey,
        ["MissingAuthenticationToken"] = AwsErrorKind.InvalidKey,
        ["MissingAuthenticationTokenException"] = AwsErrorKind.InvalidKey,
        ["SignatureDoesNotMatch"] = AwsErrorKind.WrongSecret,
        ["InvalidSignatureException"] = AwsErrorKind.WrongSecret,
        ["IncompleteSignature"] = AwsErrorKind.WrongSecret,
        ["RequestTimeTooSkewed"] = AwsErrorKind.ClockSkew,
        ["RequestInTheFuture"] = AwsErrorKind.ClockSkew,
        ["RequestExpired"] = AwsErrorKind.ClockSkew,
        ["AccessDenied"] = AwsErrorKind.AccessDenied,
        ["AccessDeniedException"] = AwsErrorKind.AccessDenied,
        ["UnauthorizedOperation"] = AwsErrorKind.AccessDenied,
        ["OptInRequired"] = AwsErrorKind.RegionDisabled,
        ["RegionDisabledException"] = AwsErrorKind.RegionDisabled,
        ["ResourceNotFoundException"] = AwsErrorKind.NotFound,
        ["NoSuchEntity"] = AwsErrorKind.NotFound,
        ["TrailNotFoundException"] = AwsErrorKind.NotFound,
        ["NoSuchKey"] = AwsErrorKind.NotFound,
        ["NoSuchBucket"] = AwsErrorKind.NotFound,
        ["NotFoundException"] = AwsErrorKind.NotFound,
        ["QueueDoesNotExist"] = AwsErrorKind.NotFound,
        ["AWS.SimpleQueueService.NonExistentQueue"] = AwsErrorKind.NotFound,
        ["RepositoryNotFoundException"] = AwsErrorKind.NotFound,
        ["InvalidToken"] = AwsErrorKind.InvalidKey,
        ["AllAccessDisabled"] = AwsErrorKind.AccessDenied,
        // S3: the object is archived, and must be restored before it can be read. The status is 403.
        ["InvalidObjectState"] = AwsErrorKind.Other,
        ["SlowDown"] = AwsErrorKind.Throttled,
        ["TooManyRequestsException"] = AwsErrorKind.Throttled,
        ["RequestThrottled"] = AwsErrorKind.Throttled,
        // Kinesis: "the number of requests exceeds the allowed rate" (API reference, GetResourcePolicy).
        ["LimitExceededException"] = AwsErrorKind.Throttled,
        ["Throttling"] = AwsErrorKind.Throttled,
        ["ThrottlingException"] = AwsErrorKind.Throttled,
        ["RequestLimitExceeded"] = AwsErrorKind.Throttled,
    };

    /// <summary>Returns the converted exception. The messages are AWS's own and contain no secrets.</summary>
    public static AwsCallException Translate(Exception exception, string service, string operation, string region)
    {
        var e = Relevant(exception);
        var answered = e as AmazonServiceException;
        return new AwsCallException(Classify(e), Message(e), exception)
        {
            Service = service,
            Operation = operation,
            Region = region,
            ErrorCode = string.IsNullOrEmpty(answered?.ErrorCode) ? null : answered.ErrorCode,
            HttpStatus = (int)(answered?.StatusCode ?? 0),
            RequestId = string.IsNullOrEmpty(answered?.RequestId) ? null : answered.RequestId,
        };
    }

    /// <summary>
    /// Returns true if there was no response in time. Cancellation by the caller looks the same, and is distinguished by its token.
    /// </summary>
    public static bool IsTimeout(Exception e) => Relevant(e) is OperationCanceledException or TimeoutException;

    private static AwsErrorKind Classify(Exception e) => e switch
    {
        AmazonUnmarshallingException or LargeAnswerException => AwsErrorKind.BadResponse,
        AmazonServiceException service => Classify(service),
        _ when IsTimeout(e) => AwsErrorKind.TimedOut,
        HttpRequestException or SocketException or IOException => AwsErrorKind.Unreachable,
        // Thrown when credentials are renewed. The call itself throws a different exception.
        AmazonClientException or ProcessAWSCredentialException or AwsCallException => AwsErrorKind.CredentialsFailed,
        _ => AwsErrorKind.Other,
    };

    private static AwsErrorKind Classify(AmazonServiceException e)
    {
        // The only code with two meanings: a wrong secret key, and a wrong clock that the SDK could not correct.
        if (e.Message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("Signature not yet current", StringComparison.OrdinalIgnoreCase)) return AwsErrorKind.ClockSkew;
        if (!string.IsNullOrEmpty(e.ErrorCode))
            return KindByCode.TryGetValue(e.ErrorCode, out var kind) ? kind : ByStatus(e.StatusCode);
        // AWS's own errors have a code. A 5xx response without a code comes from the load balancer in front of AWS.
        return e.StatusCode switch
        {
            0 => AwsErrorKind.Unreachable,
            >= HttpStatusCode.InternalServerError => AwsErrorKind.ServiceFault,
            HttpStatusCode.TooManyRequests => AwsErrorKind.Throttled,
            _ => AwsErrorKind.BadResponse,
        };
    }

    private static AwsErrorKind ByStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => AwsErrorKind.Throttled,
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => AwsErrorKind.AccessDenied,
        HttpStatusCode.NotFound => AwsErrorKind.NotFound,
        >= HttpStatusCode.InternalServerError => AwsErrorKind.ServiceFault,
        _ => AwsErrorKind.Other,
    };

    /// <summary>Returns the relevant exception. The SDK wraps errors without a useful body; the inner exception says more.</summary>
    private static Exception Relevant(Exception e) => e switch
    {
        SilentEndpointException silent => Relevant(silent.Last),
        HttpErrorResponseException { InnerException: { } inner } => Relevant(inner),
        AmazonServiceException { StatusCode: 0, InnerException: { } inner } => Relevant(inner),
        AmazonClientException { InnerException: HttpRequestException or IOException or OperationCanceledException } => e.InnerException!,
        _ => e,
    };

    private static string Message(Exception e) => e switch
    {
        AmazonUnmarshallingException => e.InnerException?.Message ?? e.Message,
        AmazonServiceException { Message.Length: > 0 } => e.Message,
        AmazonClientException => Reasons.Of(e),
        _ => e.InnerException is SocketException inner ? inner.Message : e.Message,
    };
}
