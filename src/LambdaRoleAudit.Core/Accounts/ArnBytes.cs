using System.Buffers;

namespace LambdaRoleAudit.Accounts;

/// <summary>Recognizes the ARNs of functions and roles, as UTF-8.</summary>
internal static class ArnBytes
{
    // IAM user guide, "IAM and AWS STS quotas"; Lambda API reference, FunctionConfiguration. AWS does not write any other character in a
    // name, such as a replacement character or a space. Such a name must not be taken for another role.
    private static readonly SearchValues<byte> RoleNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-"u8);

    private static readonly SearchValues<byte> PathAndNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-/"u8);

    public static readonly SearchValues<byte> FunctionNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    public static readonly SearchValues<byte> QualifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$"u8);

    private static readonly SearchValues<byte> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    /// <summary>
    /// Returns the length of arn:partition:lambda:region:account:function:name[:qualifier] before the name; 0 if the text is not such an
    /// ARN.
    /// </summary>
    public static int FunctionPrefix(ReadOnlySpan<byte> text)
    {
        Span<Range> parts = stackalloc Range[7];
        return Split(text, (byte)':', parts) == 7
            && text[parts[0]].SequenceEqual("arn"u8) && IsPartition(text[parts[1]]) && text[parts[2]].SequenceEqual("lambda"u8)
            && !text[parts[3]].IsEmpty && text[parts[3]].IndexOfAnyExcept(RegionCharacters) < 0 && IsAccount(text[parts[4]])
            && text[parts[5]].SequenceEqual("function"u8)
            ? parts[6].Start.Value
            : 0;
    }

    /// <summary>
    /// Returns the length of arn:partition:iam::account:role/path/name before path and name; 0 if the text is not such an ARN.
    /// </summary>
    public static int RolePrefix(ReadOnlySpan<byte> text)
    {
        Span<Range> parts = stackalloc Range[7];
        return Split(text, (byte)':', parts) == 6
            && text[parts[0]].SequenceEqual("arn"u8) && IsPartition(text[parts[1]]) && text[parts[2]].SequenceEqual("iam"u8)
            && text[parts[3]].IsEmpty && IsAccount(text[parts[4]]) && text[parts[5]].StartsWith("role/"u8)
            ? parts[5].Start.Value + "role/".Length
            : 0;
    }

    public static ReadOnlySpan<byte> AccountOf(ReadOnlySpan<byte> roleArn)
    {
        Span<Range> parts = stackalloc Range[7];
        Split(roleArn, (byte)':', parts);
        return roleArn[parts[4]];
    }

    /// <summary>
    /// Checks a role's path, without its first slash, and its name. A path has printable ASCII (IAM API reference, CreateRole).
    /// </summary>
    public static bool IsPathAndName(ReadOnlySpan<byte> text)
    {
        // Nearly all paths have only the characters that names can have.
        if (text.IndexOfAnyExcept(PathAndNameCharacters) < 0) return !text.IsEmpty && text[^1] != (byte)'/';
        var name = text[(text.LastIndexOf((byte)'/') + 1)..];
        return !name.IsEmpty && name.IndexOfAnyExcept(RoleNameCharacters) < 0
            && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && text.IndexOf((byte)':') < 0;
    }

    /// <summary>aws, aws-cn, aws-us-gov, …: all partitions begin with "aws".</summary>
    private static bool IsPartition(ReadOnlySpan<byte> text) => text.StartsWith("aws"u8) && text.IndexOfAnyExcept(RegionCharacters) < 0;

    private static bool IsAccount(ReadOnlySpan<byte> text) => text.Length == 12 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>Splits a text at separators. Returns the number of parts, at most as many as there is room for.</summary>
    private static int Split(ReadOnlySpan<byte> text, byte separator, Span<Range> parts)
    {
        var count = 0;
        var start = 0;
        while (count < parts.Length)
        {
            var length = text[start..].IndexOf(separator);
            if (length < 0)
            {
                parts[count++] = start..text.Length;
                return count;
            }

            parts[count++] = start..(start + length);
            start += length + 1;
        }

        return count;
    }
}
