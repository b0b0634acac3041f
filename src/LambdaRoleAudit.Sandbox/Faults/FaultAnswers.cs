using System.Text;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Faults;

/// <summary>Responses for faults.</summary>
internal static class FaultAnswers
{
    /// <summary>Sends the faulty response. Throws if the fault is an AWS error.</summary>
    /// <returns>True if the request is complete.</returns>
    public static async Task<bool> GiveAsync(FaultKind kind, SandboxRequest request, IAwsService service)
    {
        var isLambda = request.Service == "lambda";
        switch (kind)
        {
            case FaultKind.Throttle:
                throw ServiceErrors.Throttled(request.Service);
            case FaultKind.Error:
                throw ServiceErrors.Internal(request.Service);
            case FaultKind.Expired:
                throw ServiceErrors.Expired(request.Service);
            case FaultKind.Deny:
                throw ServiceErrors.Denied(request.Service, request.Service == "ec2"
                    ? "You are not authorized to perform this operation."
                    : "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: "
                        + $"{request.Service}:{request.Operation} on resource: * because no identity-based policy allows the "
                        + $"{request.Service}:{request.Operation} action");
            case FaultKind.Reset:
                request.Http.Abort();
                return true;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, request.Http.RequestAborted);
                return true;
            case FaultKind.Html:
                request.Http.Response.ContentType = "text/html";
                await request.Http.Response.WriteAsync("<!DOCTYPE html><html><body>Please sign in to the network</body></html>");
                return true;
            case FaultKind.Truncate:
                request.Http.Response.ContentType = isLambda ? "application/json" : "text/xml";
                request.Http.Response.ContentLength = 1000;
                await request.Http.Response.Body.WriteAsync(
                    Encoding.UTF8.GetBytes(isLambda ? """{"Functions":[{"FunctionName":"cut-""" : "<Respon"));
                await request.Http.Response.Body.FlushAsync();
                request.Http.Abort();
                return true;
            default:
                throw new InvalidOperationException($"The fault {kind} has no answer in {service.SigningName}.");
        }
    }
}
