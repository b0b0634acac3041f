using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Usage;

/// <summary>The error codes of calls that a policy denied.</summary>
internal static class DeniedCalls
{
    /// <summary>
    /// Returns true if an error code says that the caller was not authorized. Services write it in different ways: <c>AccessDenied</c> and
    /// <c>AccessDeniedException</c> (most), <c>Client.UnauthorizedOperation</c> (EC2), <c>AuthorizationError</c> (SNS),
    /// <c>ForbiddenException</c> (AWS IoT data). Source: the services' API references, "Common Errors".
    /// </summary>
    public static bool Is(ApiCall call) =>
        call.ErrorCode is { } errorCode
        && ((errorCode == "ForbiddenException" && call.EventSource.StartsWith("iot", StringComparison.Ordinal))
            || errorCode.Contains("AccessDenied", StringComparison.Ordinal)
            || errorCode.EndsWith("UnauthorizedOperation", StringComparison.Ordinal)
            || errorCode is "AuthorizationError" or "AuthorizationErrorException" or "AuthorizationException" or "NotAuthorized");
}
