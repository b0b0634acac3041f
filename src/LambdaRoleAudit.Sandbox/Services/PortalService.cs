using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// The access portal of IAM Identity Center, API 2019-06-10: GetRoleCredentials. Requests have no signature; the caller's token is in a
/// header.
/// </summary>
public sealed class PortalService(SandboxState state)
{
    /// <summary>The path of GetRoleCredentials.</summary>
    public const string Path = "/federation/credentials";

    private static readonly TimeSpan Session = TimeSpan.FromHours(1);

    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var credential = Enter(http.Request);
            await http.Response.WriteAsJsonAsync(new
            {
                roleCredentials = new
                {
                    accessKeyId = credential.AccessKey,
                    secretAccessKey = credential.SecretKey,
                    sessionToken = credential.SessionToken,
                    expiration = credential.Expiration!.Value.ToUnixTimeMilliseconds(),
                },
            });
        }
        catch (AwsError e)
        {
            http.Response.StatusCode = e.Status;
            http.Response.Headers["x-amzn-ErrorType"] = e.Code;
            await http.Response.WriteAsJsonAsync(new { message = e.Message });
        }
    }

    private SandboxCredential Enter(HttpRequest http)
    {
        if (!state.PortalTokens.TryGetValue(http.Headers["x-amz-sso_bearer_token"].ToString(), out var role))
            throw new AwsError(401, "UnauthorizedException", "Session token not found or invalid");
        if (http.Query["account_id"] != role.AccountId || http.Query["role_name"] != role.Name)
            throw new AwsError(403, "ForbiddenException", "No access");
        var credential =
            SandboxCredential.Temporary(role.AccountId, $"AWSReservedSSO_{role.Name}_0123456789abcdef/sandbox", state.Now + Session);
        state.Credentials[credential.AccessKey] = credential;
        return credential;
    }
}
