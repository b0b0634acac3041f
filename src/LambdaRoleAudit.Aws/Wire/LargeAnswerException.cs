namespace LambdaRoleAudit.Aws.Wire;

/// <summary>An answer that is larger than AWS's can be. The SDK does not know it, and so does not ask once more.</summary>
internal sealed class LargeAnswerException(int bound)
    : Exception(FormattableString.Invariant($"the response is larger than {bound / 1024} KB, which is more than AWS writes."));
