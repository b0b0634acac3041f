using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Input;

/// <summary>Converts PowerShell objects to dictionaries, lists and values, for the JSON writer.</summary>
internal static class PlainObjects
{
    /// <summary>Deeper than any plan or policy, and within the limit of the JSON writer.</summary>
    private const int Deepest = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the plain form.</summary>
    /// <exception cref="InvalidDataException">The object is nested too deeply, or contains itself; or it has a string that is not valid
    /// Unicode, or a key twice.</exception>
    public static object? Of(object? value) => Of(value, 0);

    /// <summary>
    /// Returns true if the exception is about the object, not about this module: it comes from here, or from the JSON writer.
    /// </summary>
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

    /// <summary>Rejects half a surrogate pair, because the JSON writer would replace it with a replacement character.</summary>
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
