using System.Text;
using System.Text.Json;
using System.Xml;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The body of an error, in any of the three forms that the called services write (JSON, Query XML, EC2 XML), or in none of them: a proxy's
/// HTML page must also end as a clear error.
/// </summary>
internal readonly record struct WireErrorBody(string? Code, string Message, string? RequestId)
{
    /// <summary>Longer than any message in an AWS error, including an encoded authorization message.</summary>
    private const int LongestMessage = 4096;

    private const int LongestCode = 128;

    /// <summary>Reads the body. Never throws because of its content.</summary>
    /// <param name="body">The body.</param>
    /// <param name="errorType">The header x-amzn-ErrorType, if it was sent: <c>Code:http://…</c>.</param>
    public static WireErrorBody Read(Stream body, string? errorType)
    {
        var code = string.IsNullOrEmpty(errorType) ? null : ShortCode(errorType);
        var buffer = new byte[AnswerBound.ErrorBytes];
        var length = body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        try
        {
            var error = text.AsSpan().TrimStart() switch
            {
                ['{', ..] => ReadJson(text, code),
                ['<', ..] => ReadXml(text, code),
                _ => new WireErrorBody(code, text.Length == 0 ? "The response has no body." : Shorten(text), null),
            };
            return new WireErrorBody(Cut(error.Code, LongestCode), Cut(error.Message, LongestMessage)!, Cut(error.RequestId, LongestCode));
        }
        catch (Exception e) when (e is JsonException or XmlException or InvalidOperationException)
        {
            return new WireErrorBody(Cut(code, LongestCode), Shorten(text), null);
        }
    }

    private static WireErrorBody ReadJson(string text, string? code)
    {
        using var document = JsonDocument.Parse(text);
        string? message = null;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) continue;
            if (property.NameEquals("__type") || property.NameEquals("code")) code ??= ShortCode(property.Value.GetString()!);
            else if (property.Name.Equals("message", StringComparison.OrdinalIgnoreCase)) message ??= property.Value.GetString();
        }

        return new WireErrorBody(code, message ?? "AWS returned no message.", null);
    }

    private static WireErrorBody ReadXml(string text, string? code)
    {
        string? message = null, requestId = null;
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            switch (reader.LocalName)
            {
                case "Code": code ??= reader.ReadString(); break;
                case "Message": message ??= reader.ReadString(); break;
                case "RequestId" or "RequestID": requestId ??= reader.ReadString(); break;
            }
        }

        return new WireErrorBody(code, message ?? Shorten(text), requestId);
    }

    /// <summary>Converts <c>aws.protocoltests#Code:http://…</c> to <c>Code</c>.</summary>
    private static string ShortCode(string type)
    {
        var code = type[(type.LastIndexOf('#') + 1)..];
        var colon = code.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? code : code[..colon];
    }

    private static string? Cut(string? text, int length) => text?.Length > length ? $"{text[..length]}…" : text;

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 120 ? $"{line[..120]}…" : line;
    }
}
