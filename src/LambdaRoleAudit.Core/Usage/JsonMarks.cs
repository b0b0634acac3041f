using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Finds the brackets of JSON that are not in strings, 64 bytes at a time. CloudTrail files are large and few of their records matter, so
/// the others are skipped without being parsed. A mark is one bit for each byte. Method: G. Langdale and D. Lemire, "Parsing Gigabytes of
/// JSON per Second", The VLDB Journal 28 (2019), section 3.1.
/// </summary>
internal struct JsonMarks
{
    /// <summary>The number of bytes in a block.</summary>
    public const int BlockSize = 64;

    private const ulong EvenBits = 0x5555555555555555;

    /// <summary>All bits if the next block begins in a string.</summary>
    private ulong _inString;

    /// <summary>One if the first byte of the next block is escaped.</summary>
    private ulong _isEscaped;

    /// <summary>True if the bytes so far end in a string.</summary>
    public readonly bool IsInString => _inString != 0;

    /// <summary>Reads the next block.</summary>
    /// <param name="block">The first of 64 bytes.</param>
    /// <param name="opens">The braces and square brackets that open.</param>
    /// <param name="closes">The braces and square brackets that close.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(ref byte block, out ulong opens, out ulong closes)
    {
        var low = Vector256.LoadUnsafe(ref block);
        var high = Vector256.LoadUnsafe(ref block, 32);
        var quotes = Where(low, high, (byte)'"');
        var backslashes = Where(low, high, (byte)'\\');
        if ((backslashes | _isEscaped) != 0) quotes &= ~Escaped(backslashes);
        var strings = ToggleAtEach(quotes) ^ _inString;
        _inString = (ulong)((long)strings >> 63);
        // '[' and '{', and ']' and '}', differ in one bit.
        var bit = Vector256.Create((byte)0x20);
        opens = Where(low | bit, high | bit, (byte)'{') & ~strings;
        closes = Where(low | bit, high | bit, (byte)'}') & ~strings;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Where(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    /// <summary>Returns, for each bit, whether the number of set bits up to and including it is odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ToggleAtEach(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    /// <summary>
    /// Returns the bytes after an odd number of backslashes. A run of backslashes that starts at an even place carries, when added, to the
    /// place after its end; whether that place is even tells whether the run's length is.
    /// </summary>
    private ulong Escaped(ulong backslashes)
    {
        backslashes &= ~_isEscaped;
        var follows = (backslashes << 1) | _isEscaped;
        var oddStarts = backslashes & ~EvenBits & ~follows;
        var carried = oddStarts + backslashes;
        _isEscaped = carried < oddStarts ? 1UL : 0UL;
        return (EvenBits ^ (carried << 1)) & follows;
    }
}
