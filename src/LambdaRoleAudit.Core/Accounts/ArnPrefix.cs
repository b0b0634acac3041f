namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Recognizes the beginning of ARNs of one kind. The ARNs of one region and account have the same beginning, so a beginning that was
/// validated once is compared, not parsed again. The caller checks the text after the beginning.
/// </summary>
internal sealed class ArnPrefix(ArnPrefix.Measure measure)
{
    private byte[] _last = [];

    public delegate int Measure(ReadOnlySpan<byte> arn);

    /// <summary>Returns the length of the part before the name; 0 if the text is not such an ARN.</summary>
    public int LengthIn(ReadOnlySpan<byte> arn)
    {
        if (_last.Length > 0 && arn.StartsWith(_last)) return _last.Length;
        var length = measure(arn);
        if (length > 0) _last = arn[..length].ToArray();
        return length;
    }
}
