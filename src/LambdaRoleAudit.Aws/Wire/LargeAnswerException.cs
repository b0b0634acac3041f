namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Thrown for a response that is larger than AWS's responses can be. The SDK does not know this exception, so it does not retry the
/// request.
/// </summary>
internal sealed class LargeAnswerException(int bound)
    : Exception(FormattableString.Invariant($"the response is larger than {bound / 1024} KB, which is more than AWS writes."));
