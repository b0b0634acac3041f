using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.SharedInterfaces;
using Amazon.RuntimeDependencies;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;

namespace LambdaRoleAudit.Aws.SignIn;

/// <summary>
/// AWS Sign-In's CreateOAuth2Token, which renews the credentials of <c>aws login</c> (AWS Sign-In API reference, 2023-01-01). The SDK calls
/// it if a profile has a login_session; its own client is in another package.
/// </summary>
internal sealed class SignInClient(RegionEndpoint region, string? profileName) : ICoreAmazonSignin
{
    private const string Path = "/v1/token";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Registers the client with the SDK of this load context.</summary>
    public static void Register() => GlobalRuntimeDependencyRegistry.Instance.RegisterSigninClient(
        context => new SignInClient(context.SigninClientContextData.Region, context.SigninClientContextData.ProfileName));

    /// <inheritdoc/>
    /// <remarks>
    /// Stores the new token in the place of the token that was sent: a refresh token is valid only once, and the AWS CLI uses it too.
    /// </remarks>
    /// <exception cref="AmazonClientException">No stored token has this refresh token.</exception>
    /// <exception cref="Ports.AwsCallException">AWS Sign-In rejects the request, or cannot be reached.</exception>
    public async Task<CoreCreateOAuth2TokenResponse> CreateOAuth2TokenAsync(
        CoreCreateOAuth2TokenRequest request, bool invokedFromTool, CancellationToken cancellationToken)
    {
        var asked = request.TokenInput;
        var kept = await LoginTokens.FindAsync(asked.RefreshToken, cancellationToken).ConfigureAwait(false);
        using var http = new WireHttp(Timeout);
        using var quotas = new RequestQuotas();
        var config = Config(http);
        using var client = new WireClient(
            WireService.SignIn, region.SystemName, new AnonymousAWSCredentials(), config, quotas, onCall: null);
        var call = new WireRequest("CreateOAuth2Token", "renew the session of 'aws login'")
        {
            Path = Path,
            Headers = new() { ["DPoP"] = PossessionProof.Create("POST", $"{EndpointOf(config)}{Path}", kept.LoginToken.DPoPKey) },
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new { clientId = asked.ClientId, grantType = asked.GrantType, refreshToken = asked.RefreshToken }),
        };
        var answer = await client.CallAsync(call, Read, cancellationToken).ConfigureAwait(false);
        await LoginTokens.KeepAsync(kept, answer).ConfigureAwait(false);
        return new CoreCreateOAuth2TokenResponse { TokenOutput = answer };
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always. The method is for starting a session, which is done by the AWS CLI.</exception>
    public string GenerateDPoPProof(string httpMethod, string uri, ref string dpopKey) => throw new NotSupportedException();

    /// <inheritdoc cref="GenerateDPoPProof"/>
    public string GetBaseEndpoint() => throw new NotSupportedException();

    private WireConfig Config(WireHttp http) =>
        new(WireService.SignIn, region, endpoint: null, string.IsNullOrEmpty(profileName) ? null : new Profile(profileName), Timeout, http);

    private static string EndpointOf(WireConfig config) => config.DetermineServiceOperationEndpoint(null!).URL.TrimEnd('/');

    private static CoreCreateOAuth2TokenResponseBody Read(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        var answer = json.RootElement;
        var keys = answer.AnswerObject("accessToken") ?? throw new JsonException("The response has no access token.");
        return new CoreCreateOAuth2TokenResponseBody
        {
            AccessToken = new CoreAccessToken
            {
                AccessKeyId = Required(keys, "accessKeyId"),
                SecretAccessKey = Required(keys, "secretAccessKey"),
                SessionToken = Required(keys, "sessionToken")
            },
            TokenType = answer.AnswerText("tokenType"),
            ExpiresIn = answer.AnswerNumber("expiresIn"),
            RefreshToken = answer.AnswerText("refreshToken"),
            IdToken = answer.AnswerText("idToken"),
        };
    }

    private static string Required(JsonElement json, string name) =>
        json.AnswerText(name) is { Length: > 0 } text ? text : throw new JsonException($"The response has no {name}.");
}
