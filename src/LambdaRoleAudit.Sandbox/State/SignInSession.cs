using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A session of <c>aws login</c>: a refresh token that is valid once, bound to a key that only its holder has.</summary>
public sealed class SignInSession
{
    /// <summary>The client id for a browser on the same machine.</summary>
    public const string ClientId = "arn:aws:signin:::devtools/same-device";

    private readonly string _key;

    /// <summary>Starts a session, as a user does who signs in.</summary>
    public SignInSession(string accountId)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _key = pair.ExportECPrivateKeyPem();
        Point = pair.ExportParameters(includePrivateParameters: false).Q;
        AccountId = accountId;
    }

    /// <summary>The account of the session.</summary>
    public string AccountId { get; }

    /// <summary>The session's name, which the profile has in its login_session.</summary>
    public string Name => $"arn:aws:iam::{AccountId}:user/sandbox";

    /// <summary>The public key.</summary>
    public ECPoint Point { get; }

    /// <summary>The valid refresh token.</summary>
    public string RefreshToken { get; private set; } = NewToken();

    /// <summary>True if the session can no longer be used.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Returns temporary keys, and replaces the refresh token.</summary>
    public SandboxCredential Renew(DateTimeOffset expiration)
    {
        RefreshToken = NewToken();
        return SandboxCredential.Temporary(AccountId, assumedRole: null, expiration);
    }

    /// <summary>Returns the file that <c>aws login</c> stores for the session in ~/.aws/login/cache.</summary>
    public string KeptAs(SandboxCredential credential) => new JsonObject
    {
        ["accessToken"] = new JsonObject
        {
            ["accessKeyId"] = credential.AccessKey,
            ["secretAccessKey"] = credential.SecretKey,
            ["sessionToken"] = credential.SessionToken,
            ["accountId"] = AccountId,
            ["expiresAt"] = credential.Expiration!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        },
        ["tokenType"] = "aws_sigv4",
        ["clientId"] = ClientId,
        ["refreshToken"] = RefreshToken,
        ["idToken"] = "header.claims.signature",
        ["dpopKey"] = _key,
    }.ToJsonString();

    private static string NewToken() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));
}
