namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>The errors that all services have, with the code and status of each service's protocol.</summary>
internal static class ServiceErrors
{
    private const string InvalidToken = "The security token included in the request is invalid.";

    /// <summary>Services with the AWS JSON protocol, whose common errors have status 400 (API references, "Common Errors").</summary>
    private static bool IsJson(string service) =>
        service is "cloudtrail" or "athena" or "kms" or "sqs" or "secretsmanager" or "dynamodb" or "kinesis" or "ecr" or "events" or "ssm"
            or "glue";

    /// <summary>Services with the REST JSON protocol, whose errors are as Lambda's.</summary>
    private static string Family(string service) =>
        service is "elasticfilesystem" or "es" or "apigateway" or "backup" or "codeartifact" ? "lambda" : service;

    /// <summary>Returns a denial of a caller's action.</summary>
    public static AwsError Denied(string service, string message) => Family(service) switch
    {
        "lambda" => new AwsError(403, "AccessDeniedException", message),
        "ec2" => new AwsError(403, "UnauthorizedOperation", message),
        "sns" => new AwsError(403, "AuthorizationError", message),
        _ when IsJson(service) => new AwsError(400, "AccessDeniedException", message),
        _ => new AwsError(403, "AccessDenied", message),
    };

    /// <summary>Returns the error for too many requests.</summary>
    public static AwsError Throttled(string service) => Family(service) switch
    {
        "lambda" => new AwsError(429, "TooManyRequestsException", "Rate exceeded"),
        "ec2" => new AwsError(503, "RequestLimitExceeded", "Rate exceeded"),
        "s3" => new AwsError(503, "SlowDown", "Please reduce your request rate."),
        _ when IsJson(service) => new AwsError(400, "ThrottlingException", "Rate exceeded"),
        _ => new AwsError(400, "Throttling", "Rate exceeded"),
    };

    /// <summary>Returns an error of the service itself.</summary>
    public static AwsError Internal(string service) => Family(service) switch
    {
        "lambda" => new AwsError(500, "ServiceException", "An error occurred and the request cannot be processed."),
        "s3" => new AwsError(500, "InternalError", "We encountered an internal error. Please try again."),
        "athena" => new AwsError(500, "InternalServerException", "An internal error has occurred."),
        _ => new AwsError(500, "InternalFailure", "An internal error has occurred."),
    };

    /// <summary>Returns the error for an expired session token.</summary>
    public static AwsError Expired(string service) => Family(service) switch
    {
        "lambda" => new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired"),
        "ec2" => new AwsError(400, "RequestExpired", "Request has expired."),
        "s3" => new AwsError(400, "ExpiredToken", "The provided token has expired."),
        _ when IsJson(service) => new AwsError(400, "ExpiredTokenException", "The security token included in the request is expired"),
        _ => new AwsError(403, "ExpiredToken", "The security token included in the request is expired"),
    };

    /// <summary>Returns the error for a key that does not exist, or that the region does not know.</summary>
    public static AwsError UnknownKey(string service) => Family(service) switch
    {
        "ec2" => new AwsError(401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
        "s3" => new AwsError(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        "lambda" => new AwsError(403, "UnrecognizedClientException", InvalidToken),
        _ when IsJson(service) => new AwsError(400, "UnrecognizedClientException", InvalidToken),
        _ => new AwsError(403, "InvalidClientTokenId", InvalidToken),
    };

    /// <summary>Returns the error for a signature that does not match.</summary>
    public static AwsError WrongSignature(string service) => service == "ec2" ? UnknownKey(service) : Signature(
        service, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
        + "signing method. Consult the service documentation for details.");

    /// <summary>Returns the error for a request whose time is too far from the service's.</summary>
    public static AwsError Skewed(string service, string message) => Family(service) switch
    {
        "ec2" => new AwsError(400, "RequestExpired", message),
        "s3" => new AwsError(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        _ => Signature(service, message),
    };

    /// <summary>Returns the error for a request without a signature, or with an incomplete one.</summary>
    public static AwsError Unsigned(string service, string json, string query, string message) => Family(service) switch
    {
        "lambda" => new AwsError(403, json, message),
        "ec2" => new AwsError(401, "AuthFailure", message),
        "s3" => new AwsError(403, "AccessDenied", "Access Denied"),
        _ when IsJson(service) => new AwsError(400, json, message),
        _ => new AwsError(403, query, message),
    };

    private static AwsError Signature(string service, string message) => Family(service) switch
    {
        "lambda" => new AwsError(403, "InvalidSignatureException", message),
        _ when IsJson(service) => new AwsError(400, "InvalidSignatureException", message),
        _ => new AwsError(403, "SignatureDoesNotMatch", message),
    };
}
