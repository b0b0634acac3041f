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
                throw isLambda
                    ? new AwsError(429, "TooManyRequestsException", "Rate exceeded")
                    : new AwsError(
                        request.Service == "ec2" ? 503 : 400, request.Service == "ec2" ? "RequestLimitExceeded" : "Throttling",
                        "Rate exceeded");
            case FaultKind.Error:
                throw isLambda
                    ? new AwsError(500, "ServiceException", "An error occurred and the request cannot be processed.")
                    : new AwsError(500, "InternalFailure", "An internal error has occurred.");
            case FaultKind.Expired:
                throw isLambda
                    ? new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired")
                    : new AwsError(
                        403, request.Service == "ec2" ? "RequestExpired" : "ExpiredToken",
                        "The security token included in the request is expired");
            case FaultKind.Deny:
                throw request.Service switch
                {
                    "ec2" => new AwsError(403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
                    _ => new AwsError(403, isLambda ? "AccessDeniedException" : "AccessDenied",
                        "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: "
                        + $"{request.Service}:{request.Operation} on resource: * because no identity-based policy allows the "
                        + $"{request.Service}:{request.Operation} action"),
                };
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
