namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Recognizes the beginning of ARNs of one kind. Those of one region and account begin alike: what was found right once is
/// compared, not taken apart again. What stands behind the beginning is looked at by the caller.
/// </summary>
internal sealed class ArnPrefix(ArnPrefix.Measure measure)
{
    private byte[] _last = [];

    public delegate int Measure(ReadOnlySpan<byte> arn);

    /// <summary>How long the part is that stands before the name; 0 where the text is no such ARN.</summary>
    public int LengthIn(ReadOnlySpan<byte> arn)
    {
        if (_last.Length > 0 && arn.StartsWith(_last)) return _last.Length;
        var length = measure(arn);
        if (length > 0) _last = arn[..length].ToArray();
        return length;
    }
}
