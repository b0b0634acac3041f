using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LambdaRoleAudit.Policies;

/// <summary>Values of conditions that are more than text: numbers, dates, networks.</summary>
internal static class ConditionValues
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM", "yyyy", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Not so long that the arithmetic on it would round.</summary>
    private const int LongestNumber = 20;

    public static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        return text.Length <= LongestNumber && !text.Contains('e', StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>W3C's ISO 8601 profile, or seconds since 1970 (IAM user guide, date condition operators).</summary>
    public static bool TryDate(string text, out DateTimeOffset date)
    {
        if (DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date)
            && !(text.Length == 4 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year < 1900)) return true;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || seconds < -62_135_596_800 || seconds > 253_402_300_799) return false;
        date = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    public static bool TryBool(string text, out bool value) => bool.TryParse(text, out value);

    /// <summary>A network in CIDR notation, or one address. Bits behind the prefix are not looked at.</summary>
    public static bool TryNetwork(string text, out (bool IsV6, UInt128 First, UInt128 Last) network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bits = isV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits)) return false;
        UInt128 number = 0;
        foreach (var b in address.GetAddressBytes()) number = (number << 8) | b;
        var hosts = prefix == bits ? UInt128.Zero : (UInt128.One << (bits - prefix)) - 1;
        network = (isV6, number & ~hosts, number | hosts);
        return true;
    }

    public static string ToAddress(bool isV6, UInt128 number)
    {
        var bytes = new byte[isV6 ? 16 : 4];
        for (var i = bytes.Length - 1; i >= 0; i--, number >>= 8) bytes[i] = (byte)(number & 0xFF);
        return new IPAddress(bytes).ToString();
    }

    public static bool InOrder<T>(T value, T limit, ConditionOrder order)
        where T : IComparable<T>
    {
        var compared = value.CompareTo(limit);
        return order switch
        {
            ConditionOrder.Equal => compared == 0,
            ConditionOrder.Less => compared < 0,
            ConditionOrder.LessOrEqual => compared <= 0,
            ConditionOrder.Greater => compared > 0,
            _ => compared >= 0,
        };
    }
}
