using System.Buffers;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>The keys by which a <see cref="FunctionTable"/> identifies functions and versions. Not thread-safe.</summary>
internal sealed class FunctionKeys
{
    private const int LongestKey = 1024;

    private readonly byte[] _scratch = new byte[LongestKey];
    private readonly ArnPrefix _arns = new(ArnBytes.FunctionPrefix);

    /// <summary>Returns the length of an ARN before the function's name; 0 if it is not a function ARN.</summary>
    public int PrefixOf(ReadOnlySpan<byte> functionArn) => _arns.LengthIn(functionArn);

    /// <summary>
    /// Creates the key of a function: the ARN, with the version if it is a published version. Sources may qualify the ARN with a version,
    /// <c>$LATEST</c> or an alias; here each function and version has one key. A function without an ARN has a key of its parts, after a
    /// zero byte.
    /// </summary>
    public bool TryMake(in FunctionText function, out ReadOnlySpan<byte> key, out int prefix, out ReadOnlySpan<byte> version)
    {
        var latest = "$LATEST"u8;
        var buffer = _scratch.AsSpan();
        // A name can be given as an ARN (Lambda API reference, FunctionName).
        var arn = function.FunctionArn.IsEmpty && function.FunctionName.StartsWith("arn:"u8) ? function.FunctionName : function.FunctionArn;
        version = function.Version;
        key = default;
        prefix = 0;
        if (!version.SequenceEqual(latest) && version.IndexOfAnyExcept(ArnBytes.QualifierCharacters) >= 0) return false;
        if (arn.IsEmpty)
        {
            if (function.FunctionName.IndexOfAnyExcept(ArnBytes.FunctionNameCharacters) >= 0
                || function.Region.IndexOfAnyExcept(ArnBytes.FunctionNameCharacters) >= 0
                || function.AccountId.IndexOfAnyExcept(ArnBytes.FunctionNameCharacters) >= 0) return false;
            if (version.IsEmpty) version = latest;
            var account = function.AccountId.IsEmpty ? ArnBytes.AccountOf(function.Role) : function.AccountId;
            if (account.Length + function.Region.Length + function.FunctionName.Length + version.Length + 4 > buffer.Length) return false;
            var length = 0;
            Append(buffer, ref length, account);
            Append(buffer, ref length, function.Region);
            Append(buffer, ref length, function.FunctionName);
            Append(buffer, ref length, version);
            key = buffer[..length];
            return true;
        }

        var start = prefix = _arns.LengthIn(arn);
        if (start == 0 || start == arn.Length || arn.Length + version.Length + 1 > buffer.Length) return false;
        var colon = arn[start..].IndexOfAnyExcept(ArnBytes.FunctionNameCharacters);
        if (colon == 0 || (colon > 0 && arn[start + colon] != (byte)':')) return false;
        var qualifier = colon < 0 ? default : arn[(start + colon + 1)..];
        if (qualifier.IndexOfAnyExcept(ArnBytes.QualifierCharacters) >= 0) return false;
        if (version.IsEmpty) version = qualifier.Length > 0 && qualifier[0] is >= (byte)'0' and <= (byte)'9' ? qualifier : latest;
        var unqualified = colon < 0 ? arn : arn[..(start + colon)];
        if (version.SequenceEqual(latest))
        {
            key = unqualified;
        }
        else if (qualifier.SequenceEqual(version))
        {
            key = arn;
        }
        else
        {
            unqualified.CopyTo(buffer);
            buffer[unqualified.Length] = (byte)':';
            version.CopyTo(buffer[(unqualified.Length + 1)..]);
            key = buffer[..(unqualified.Length + 1 + version.Length)];
        }

        return true;

        static void Append(Span<byte> buffer, ref int length, ReadOnlySpan<byte> part)
        {
            buffer[length++] = 0;
            part.CopyTo(buffer[length..]);
            length += part.Length;
        }
    }
}
