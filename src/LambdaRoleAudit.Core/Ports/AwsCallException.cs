namespace LambdaRoleAudit.Ports;

/// <summary>An AWS call that failed, after the SDK's own retries. It contains no credentials and no request body.</summary>
public sealed class AwsCallException(AwsErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The kind of error.</summary>
    public AwsErrorKind Kind { get; } = kind;

    /// <summary>True if the error does not say whether the call was executed.</summary>
    public bool IsOpen =>
        Kind is AwsErrorKind.TimedOut or AwsErrorKind.Unreachable or AwsErrorKind.BadResponse or AwsErrorKind.ServiceFault;

    /// <summary>The service, for example <c>lambda</c>.</summary>
    public string? Service { get; init; }

    /// <summary>The operation, for example <c>ListFunctions</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The region that was called.</summary>
    public string? Region { get; init; }

    /// <summary>AWS's error code, for example <c>AccessDeniedException</c>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The HTTP status; 0 if there was no response.</summary>
    public int HttpStatus { get; init; }

    /// <summary>AWS's request id, which AWS Support needs.</summary>
    public string? RequestId { get; init; }
}
