using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads the times in functions.</summary>
internal static class LambdaTime
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private const int Longest = 64;

    /// <summary>A number up to this value (the year 5138) is in seconds; a larger one is in milliseconds.</summary>
    private const double LatestSeconds = 1e11;

    /// <summary>The end of the year 9999.</summary>
    private const double LatestMilliseconds = 253_402_300_799_999;

    /// <summary>
    /// Lambda writes <c>2026-04-01T12:34:56.789+0000</c> (Lambda API reference, FunctionConfiguration). This format is read digit by digit,
    /// because it is in every function. Files can contain other formats, which the framework's parser reads.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        if (text.Length == 28 && text[23..].SequenceEqual("+0000"u8) && text[4] == '-' && text[7] == '-' && text[10] == 'T'
            && text[13] == ':' && text[16] == ':' && text[19] == '.'
            && Number(text[..4], out var year) && Number(text[5..7], out var month) && Number(text[8..10], out var day)
            && Number(text[11..13], out var hour) && Number(text[14..16], out var minute) && Number(text[17..19], out var second)
            && Number(text[20..23], out var millisecond)
            && year is > 0 and < 9999 && month is > 0 and <= 12 && day > 0 && day <= DateTime.DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60)
        {
            time = new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero);
            return true;
        }

        if (TryParseNumber(text, out time)) return true;
        time = default;
        if (text.Length > Longest) return false;
        Span<char> characters = stackalloc char[Longest];
        var length = Encoding.UTF8.GetChars(text, characters);
        return DateTimeOffset.TryParse(characters[..length], CultureInfo.InvariantCulture, Utc, out time);
    }

    /// <summary>
    /// Reads seconds or milliseconds since 1970. AWS CLI 1 writes times of JSON services as numbers of seconds (AWS CLI user guide,
    /// cli_timestamp_format); ConvertTo-Json of Windows PowerShell writes <c>/Date(1700000000000)/</c>.
    /// </summary>
    private static bool TryParseNumber(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.StartsWith("/Date("u8) && text.EndsWith(")/"u8)) text = text[6..^2];
        // A date without separators has eight digits.
        if (text.Length < 9 || text.IndexOfAnyExcept("0123456789."u8) >= 0) return false;
        return Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length && TryFromNumber(number, out time);
    }

    /// <summary>Converts a number of seconds, or milliseconds, since 1970 to a time.</summary>
    public static bool TryFromNumber(double number, out DateTimeOffset time)
    {
        time = default;
        var milliseconds = number < LatestSeconds ? number * 1000 : number;
        if (!(milliseconds is >= 0 and <= LatestMilliseconds)) return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
