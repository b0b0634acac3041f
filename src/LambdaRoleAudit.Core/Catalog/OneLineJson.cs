using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// Writes JSON in one line of ASCII without single quotes, so that bash and PowerShell leave it unchanged between single quotes.
/// PowerShell also reads the typographic quotes as single quotes, and they are not ASCII.
/// </summary>
internal static class OneLineJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the same JSON in one line.</summary>
    /// <exception cref="ArgumentException">The text is not JSON.</exception>
    public static string Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new ArgumentException("The text is not JSON.", nameof(json), e);
        }

        var text = new StringBuilder(json.Length);
        var isString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (!isString && char.IsWhiteSpace(c)) continue;
            if (c == '"') isString = !isString;
            if (c is '\'' or > '~') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
            // What follows a backslash does not end the string.
            if (c == '\\') text.Append(json[++i]);
        }

        return text.ToString();
    }

    /// <summary>Returns the JSON of an object in one line. A policy in it is a string.</summary>
    public static string Of(object value) => Of(JsonSerializer.Serialize(value, Plain));
}
