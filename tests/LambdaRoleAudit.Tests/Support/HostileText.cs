using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>What somebody hostile would write into a name, a tag, a policy or an error.</summary>
public static class HostileText
{
    /// <summary>
    /// A window's title, a colour, a cleared screen, DEL, NEL, an override, an isolate, marks, a separator, half a pair, a line of
    /// its own.
    /// </summary>
    public const string Value =
        "\u001b[31mevil\u001b]0;pwned\u0007\u009b2J\u007f\u0085\u202etxt.exe\u2066\u200f\u061c\u2028\u2029\ud800\r\nWARNING: forged\t";

    /// <summary>Nothing in it that a terminal obeys, reorders or breaks a line at. Written apart from the module's own list.</summary>
    public static void AssertVisible(string text, string where, bool hasLines = true)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            Assert.True(
                isPair || (hasLines && text[i] is '\n' or '\r' or '\t') || !IsHidden(text[i]),
                $"U+{(int)text[i]:X4} at {i} of {where}: {text[Math.Max(0, i - 40)..i]}");
            if (isPair) i++;
        }

        Assert.DoesNotContain("\nWARNING: forged", text, StringComparison.Ordinal);
    }

    /// <summary>An object of that type, with hostile text wherever there can be text.</summary>
    public static object Make(Type type)
    {
        if (type == typeof(string)) return Value;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Make(inner);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
        if (type.IsValueType) return Activator.CreateInstance(type)!;
        if (type.IsAssignableFrom(typeof(SortedDictionary<string, string>)))
            return new SortedDictionary<string, string>(StringComparer.Ordinal) { [Value] = Value };
        if ((type.IsArray
            ? type.GetElementType()
            : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0] : null) is { } element)
        {
            var array = Array.CreateInstance(element, 1);
            array.SetValue(Make(element), 0);
            return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ItemList<>)
                ? type.GetMethod("op_Implicit", [array.GetType()])!.Invoke(null, [array])!
                : array;
        }

        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite))
            property.SetValue(made, Make(property.PropertyType));
        return made;
    }

    private static bool IsHidden(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
        || (char.GetUnicodeCategory(c) == UnicodeCategory.Format
            && c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
