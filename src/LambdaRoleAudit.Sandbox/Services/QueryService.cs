using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// The common part of services with the AWS Query protocol: the operation is in a form, and responses and errors are XML.
/// </summary>
public abstract class QueryService(string signingName, string xmlNamespace) : IAwsService
{
    protected XNamespace Namespace { get; } = xmlNamespace;

    public string SigningName { get; } = signingName;

    public string OperationOf(SandboxRequest request) => request.Form.GetValueOrDefault("Action", "");

    public async Task HandleAsync(SandboxRequest request)
    {
        var result = Handle(request);
        await WriteAsync(request, 200, Envelope(request, result));
    }

    public Task WriteErrorAsync(SandboxRequest request, AwsError error) => WriteAsync(request, error.Status, ErrorDocument(request, error));

    /// <summary>Executes the operation. Returns the content of its result element.</summary>
    protected abstract object?[] Handle(SandboxRequest request);

    /// <summary>Returns the complete response.</summary>
    protected virtual XElement Envelope(SandboxRequest request, object?[] result) => new(
        Namespace + $"{request.Operation}Response",
        result.Length == 0 ? null : new XElement(Namespace + $"{request.Operation}Result", result),
        new XElement(Namespace + "ResponseMetadata", new XElement(Namespace + "RequestId", request.RequestId)));

    /// <summary>Returns the complete error.</summary>
    protected virtual XElement ErrorDocument(SandboxRequest request, AwsError error) => new(
        Namespace + "ErrorResponse",
        new XElement(Namespace + "Error",
            new XElement(Namespace + "Type", error.Status < 500 ? "Sender" : "Receiver"),
            new XElement(Namespace + "Code", error.Code),
            new XElement(Namespace + "Message", Readable(error.Message))),
        new XElement(Namespace + "RequestId", request.RequestId));

    /// <summary>Returns a required parameter.</summary>
    protected static string Required(SandboxRequest request, string name) =>
        request.Form.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new AwsError(
                400, "ValidationError",
                $"1 validation error detected: Value null at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: "
                + "Member must not be null");

    /// <summary>Removes characters that XML cannot contain.</summary>
    private static string Readable(string text) => string.Concat(text.Where(c => XmlConvert.IsXmlChar(c)));

    protected static AwsError UnknownOperation(SandboxRequest request) =>
        new(400, "InvalidAction", $"Could not find operation {request.Operation} for version {request.Form.GetValueOrDefault("Version")}");

    private static Task WriteAsync(SandboxRequest request, int status, XElement document)
    {
        request.Http.Response.StatusCode = status;
        request.Http.Response.ContentType = "text/xml";
        return request.Http.Response.WriteAsync(document.ToString(SaveOptions.DisableFormatting));
    }
}
