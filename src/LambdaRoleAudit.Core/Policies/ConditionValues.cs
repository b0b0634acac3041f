using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LambdaRoleAudit.Policies;

/// <summary>Condition values that are not just text: dates, networks, booleans. Numbers are <see cref="ExactNumber"/>s.</summary>
internal static class ConditionValues
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM", "yyyy", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Reads W3C's ISO 8601 profile, or seconds since 1970 (IAM user guide, date condition operators), as ticks since the year 1 in UTC.
    /// Ticks do not overflow within the years 1 to 9999.
    /// </summary>
    public static bool TryDate(string text, out long ticks)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        ticks = 0;
        // A date that its offset moves outside the years 1 to 9999 is not a date.
        if (DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, Utc, out var date)
            && !(text.Length == 4 && int.Parse(text, CultureInfo.InvariantCulture) < 1900))
        {
            ticks = date.Ticks;
            return true;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || seconds < FirstSecond || seconds > LastSecond) return false;
        ticks = DateTimeOffset.FromUnixTimeSeconds(seconds).Ticks;
        return true;
    }

    /// <summary>Returns ticks as a date that <see cref="TryDate"/> reads.</summary>
    public static string ToDate(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    public static bool TryBool(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a network in CIDR notation, or a single address. Bits after the prefix are ignored.</summary>
    public static bool TryNetwork(string text, out (bool IsV6, UInt128 First, UInt128 Last) network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryAddress(slash < 0 ? text : text[..slash], out var address)) return false;
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bits = isV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
            return false;
        UInt128 number = 0;
        foreach (var b in address.GetAddressBytes()) number = (number << 8) | b;
        // In C#, a shift of 128 bits by 128 does nothing, so the entire IPv6 range (::/0) and a single address (/128) are handled
        // separately.
        var all = isV6 ? UInt128.MaxValue : uint.MaxValue;
        var hosts = prefix == bits ? UInt128.Zero : all >> prefix;
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

    /// <summary>Returns true if a text is a value of the given kind.</summary>
    public static bool IsOfKind(string text, ConditionKind kind) => kind switch
    {
        ConditionKind.Numeric => ExactNumber.TryParse(text, out _),
        ConditionKind.Date => TryDate(text, out _),
        ConditionKind.Bool or ConditionKind.Null => TryBool(text, out _),
        ConditionKind.Ip => TryNetwork(text, out _),
        _ => true,
    };

    /// <summary>
    /// .NET accepts "1", "10.1" and "010.0.0.1" as addresses, and also "[::1]" and "::1%2". Here, IPv4 is four numbers without leading
    /// zeros, and IPv6 is hexadecimal groups, with IPv4 at the end if it is written so.
    /// </summary>
    private static bool TryAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        var colon = text.LastIndexOf(':');
        var dotted = text[(colon + 1)..];
        if ((colon < 0 || dotted.Contains('.', StringComparison.Ordinal)) && !IsDotted(dotted)) return false;
        return !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF:.") && IPAddress.TryParse(text, out address!);
    }

    private static bool IsDotted(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part is { Length: > 0 and <= 3 } && !part.AsSpan().ContainsAnyExceptInRange('0', '9')
            && (part.Length == 1 || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }
}
