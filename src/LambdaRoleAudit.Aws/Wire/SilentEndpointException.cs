namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Thrown if there was again no response in time. The SDK's retry policy searches inner exceptions for temporary errors; this exception has
/// none, so that the SDK does not retry again.
/// </summary>
internal sealed class SilentEndpointException(Exception last) : Exception(last.Message)
{
    /// <summary>The exception of the last attempt.</summary>
    public Exception Last { get; } = last;
}
