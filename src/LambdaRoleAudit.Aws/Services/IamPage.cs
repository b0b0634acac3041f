using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>A page of a list. The marker of the next page is known before the page is read.</summary>
internal sealed class IamPage
{
    /// <summary>IsTruncated and Marker come after the lists (IAM API reference), and before ResponseMetadata.</summary>
    private const int Tail = 4096;

    private readonly byte[] _body;
    private XElement? _result;

    private IamPage(byte[] body) => _body = body;

    /// <summary>The marker of the next page; null if this is the last page.</summary>
    public string? Marker { get; private set; }

    /// <summary>Reads the page.</summary>
    /// <exception cref="XmlException">The text is not a response of the Query protocol.</exception>
    public static IamPage Of(Stream body)
    {
        var page = new IamPage(((MemoryStream)body).ToArray());
        var tail = Encoding.UTF8.GetString(page._body.AsSpan(Math.Max(0, page._body.Length - Tail)));
        if (tail.TrimEnd().EndsWith("Response>", StringComparison.Ordinal))
        {
            switch (Between(tail, "IsTruncated"))
            {
                case "false":
                    return page;
                case "true" when Between(tail, "Marker") is { Length: > 0 } marker:
                    page.Marker = WebUtility.HtmlDecode(marker);
                    return page;
            }
        }

        // Written in another form: the page has to be read to find the marker.
        var result = page.Result();
        page.Marker = IamXml.Text(result, "IsTruncated") switch
        {
            null or "false" => null,
            "true" => IamXml.Required(result, "Marker"),
            _ => throw new XmlException("The response does not say whether it is complete."),
        };
        return page;
    }

    /// <summary>Returns the content of the page.</summary>
    /// <exception cref="XmlException">The text is not a response of the Query protocol.</exception>
    public XElement Result() => _result ??= IamXml.Result(new MemoryStream(_body, 0, _body.Length, writable: false, publiclyVisible: true));

    private static string? Between(string text, string element)
    {
        var start = text.LastIndexOf($"<{element}>", StringComparison.Ordinal);
        if (start < 0) return null;
        start += element.Length + 2;
        var end = text.IndexOf($"</{element}>", start, StringComparison.Ordinal);
        return end < 0 ? null : text[start..end];
    }
}
