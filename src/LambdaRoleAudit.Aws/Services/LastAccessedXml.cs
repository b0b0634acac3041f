using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>Reads a response of GetServiceLastAccessedDetails (IAM API reference).</summary>
internal static class LastAccessedXml
{
    /// <summary>Returns the job with the services of this page, and the marker of the next page; null if there is none.</summary>
    /// <exception cref="XmlException">The text is not such a response.</exception>
    public static (LastAccessedJob Job, string? Next) Read(Stream body)
    {
        var result = IamXml.Result(body);
        switch (IamXml.Required(result, "JobStatus"))
        {
            case "IN_PROGRESS":
                return (new LastAccessedJob(false, null, []), null);
            case "FAILED":
                var error = IamXml.Element(result, "Error");
                var reason = error is null ? null : IamXml.Text(error, "Message") ?? IamXml.Text(error, "Code");
                return (new LastAccessedJob(false, reason ?? "IAM gives no reason.", []), null);
            case "COMPLETED":
                var services = IamXml.Members(result, "ServicesLastAccessed").Select(Service).ToList();
                var next = IamXml.Text(result, "IsTruncated") == "true" ? IamXml.Required(result, "Marker") : null;
                return (new LastAccessedJob(true, null, services), next);
            default:
                throw new XmlException("The response has a job status that IAM does not have.");
        }
    }

    private static LastAccessedService Service(XElement service) => new(
        IamXml.Required(service, "ServiceNamespace"), IamXml.Time(service, "LastAuthenticated"),
        IamXml.Element(service, "TrackedActionsLastAccessed") is null ? []
            : [.. IamXml.Members(service, "TrackedActionsLastAccessed")
                .Select(action => (IamXml.Required(action, "ActionName"), IamXml.Time(action, "LastAccessedTime")))]);
}
