using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>Writes a request in the protocol of its service.</summary>
internal sealed class WireMarshaller(WireService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var wire = (WireRequest)input;
        var request = new DefaultRequest(wire, service.SigningName) { HttpMethod = wire.Method, ResourcePath = wire.Path };
        // S3 signs the path as it is sent (IAM user guide, "Create a signed AWS API request").
        if (service == WireService.S3Control) request.UseDoubleEncoding = false;
        if (service.Protocol == WireProtocol.Query)
        {
            request.Parameters["Action"] = wire.Operation;
            request.Parameters["Version"] = service.ApiVersion;
        }
        else if (service.Protocol == WireProtocol.Json)
        {
            request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{wire.Operation}";
            request.Headers["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}";
            request.Content = wire.Body ?? "{}"u8.ToArray();
        }
        else
        {
            request.UseQueryString = wire.Parameters.Count > 0;
            if (wire.Body is not null)
            {
                request.Content = wire.Body;
                request.Headers["Content-Type"] = "application/json";
            }
        }

        foreach (var (name, value) in wire.Headers ?? []) request.Headers[name] = value;
        foreach (var (name, value) in wire.Parameters) request.Parameters[name] = value;
        return request;
    }
}
