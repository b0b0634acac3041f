namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// No answer came in time, again. The SDK's retry policy looks through inner exceptions for what may pass: this one shows
/// it none, so that it does not try once more.
/// </summary>
internal sealed class SilentEndpointException(Exception last) : Exception(last.Message)
{
    /// <summary>What the last attempt ended with.</summary>
    public Exception Last { get; } = last;
}
