using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>EC2, API 2016-11-15: the account's regions.</summary>
public sealed class Ec2Service() : QueryService("ec2", "http://ec2.amazonaws.com/doc/2016-11-15/")
{
    protected override object?[] Handle(SandboxRequest request)
    {
        if (request.Operation != "DescribeRegions") throw UnknownOperation(request);
        return
        [
            new XElement(Namespace + "requestId", request.RequestId),
            new XElement(Namespace + "regionInfo", request.Account.EnabledRegions.Select(region => new XElement(Namespace + "item",
                new XElement(Namespace + "regionName", region),
                new XElement(Namespace + "regionEndpoint", $"ec2.{region}.amazonaws.com"),
                new XElement(Namespace + "optInStatus", "opt-in-not-required")))),
        ];
    }

    /// <summary>EC2 has no result element.</summary>
    protected override XElement Envelope(SandboxRequest request, object?[] result) =>
        new(Namespace + $"{request.Operation}Response", result);

    /// <summary>EC2's errors have their own form.</summary>
    protected override XElement ErrorDocument(SandboxRequest request, AwsError error) => new(
        "Response",
        new XElement("Errors", new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message))),
        new XElement("RequestID", request.RequestId));
}
