using System.Globalization;
using System.Numerics;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// An exact decimal number of any length: <paramref name="Digits"/> divided by ten to the power of <paramref name="Scale"/>.
/// </summary>
internal readonly record struct ExactNumber(BigInteger Digits, int Scale) : IComparable<ExactNumber>
{
    /// <summary>Reads digits with at most one decimal point and a sign. Exponents are not accepted: AWS does not document them.</summary>
    public static bool TryParse(string text, out ExactNumber number)
    {
        number = default;
        var digits = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..].TrimEnd('0');
        if (whole.Length + (point < 0 ? 0 : digits.Length - point - 1) == 0) return false;
        if (whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9')) return false;
        var value = BigInteger.Parse(string.Concat("0", whole, fraction), NumberStyles.None, CultureInfo.InvariantCulture);
        number = new ExactNumber(text[0] == '-' ? -value : value, fraction.Length);
        return true;
    }

    /// <summary>Returns the number halfway between two numbers.</summary>
    public static ExactNumber Middle(ExactNumber one, ExactNumber other)
    {
        // Half of a number can have one more decimal.
        var scale = Math.Max(one.Scale, other.Scale);
        return new ExactNumber((one.At(scale) + other.At(scale)) * 5, scale + 1);
    }

    /// <summary>Returns the sum of the number and an integer.</summary>
    public ExactNumber Plus(int whole) => new(Digits + (whole * BigInteger.Pow(10, Scale)), Scale);

    /// <inheritdoc/>
    public int CompareTo(ExactNumber other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return At(scale).CompareTo(other.At(scale));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var fraction = digits[^Scale..].TrimEnd('0');
        return $"{(Digits.Sign < 0 ? "-" : "")}{digits[..^Scale]}{(fraction.Length == 0 ? "" : $".{fraction}")}";
    }

    private BigInteger At(int scale) => scale == Scale ? Digits : Digits * BigInteger.Pow(10, scale - Scale);
}
