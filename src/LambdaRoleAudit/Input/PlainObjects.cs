using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Input;

/// <summary>PowerShell's objects as dictionaries, lists and values, for the JSON writer.</summary>
internal static class PlainObjects
{
    /// <summary>Deeper than any plan or policy, and what the JSON writer allows.</summary>
    private const int Deepest = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The plain form.</summary>
    /// <exception cref="InvalidDataException">It is nested too deeply, or holds itself; or it has a text that is not Unicode, or a
    /// key twice.</exception>
    public static object? Of(object? value) => Of(value, 0);

    /// <summary>An exception that tells of the object, not of us: from here, or from the JSON writer.</summary>
    public static bool IsOfInput(Exception cause) =>
        cause is InvalidDataException or JsonException or NotSupportedException or GetValueException;

    private static object? Of(object? value, int depth)
    {
        if (depth > Deepest) throw new InvalidDataException("It is nested too deeply, or contains itself.");
        if (value is PSObject { BaseObject: PSCustomObject } custom)
            return Of(custom.Properties.Select(property => (property.Name, (object?)property.Value)), depth);
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            IDictionary table => Of(table.Keys.Cast<object>().Select(key => (key.ToString()!, (object?)table[key])), depth),
            string text => Checked(text),
            IEnumerable list => list.Cast<object?>().Select(item => Of(item, depth + 1)).ToList(),
            var plain => plain,
        };
    }

    private static Dictionary<string, object?> Of(IEnumerable<(string Name, object? Value)> properties, int depth)
    {
        var plain = new Dictionary<string, object?>();
        foreach (var (name, value) in properties)
            if (!plain.TryAdd(Checked(name), Of(value, depth + 1))) throw new InvalidDataException($"{name} appears twice.");
        return plain;
    }

    /// <summary>The JSON writer would put a replacement character in place of half a surrogate pair.</summary>
    private static string Checked(string text)
    {
        try
        {
            Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new InvalidDataException("A string is not valid Unicode.", e);
        }
    }
}
