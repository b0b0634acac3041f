namespace LambdaRoleAudit.Ports;

/// <summary>
/// An AWS call that did not succeed, after the SDK's own retries. It carries no credential and no request body.
/// </summary>
public sealed class AwsCallException(AwsErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What it means to us.</summary>
    public AwsErrorKind Kind { get; } = kind;

    /// <summary>The service, <c>lambda</c> for one.</summary>
    public string? Service { get; init; }

    /// <summary>The operation, <c>ListFunctions</c> for one.</summary>
    public string? Operation { get; init; }

    /// <summary>The region that was called.</summary>
    public string? Region { get; init; }

    /// <summary>AWS's error code, <c>AccessDeniedException</c> for one.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The HTTP status; 0 where no answer came.</summary>
    public int HttpStatus { get; init; }

    /// <summary>AWS's request id, which AWS Support asks for.</summary>
    public string? RequestId { get; init; }
}
