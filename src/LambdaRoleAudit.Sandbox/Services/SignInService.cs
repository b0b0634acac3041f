using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>
/// AWS Sign-In, API 2023-01-01: CreateOAuth2Token with a refresh token. Requests have no signature; a DPoP proof (RFC 9449) shows that the
/// caller has the key with which the session was started.
/// </summary>
public sealed class SignInService(SandboxState state)
{
    /// <summary>The path of CreateOAuth2Token.</summary>
    public const string Path = "/v1/token";

    private const int Seconds = 900;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, bool> _proofs = new(StringComparer.Ordinal);

    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext http, byte[] body)
    {
        try
        {
            await http.Response.WriteAsJsonAsync(Renew(http.Request, JsonNode.Parse(body)!));
        }
        catch (AwsError e)
        {
            http.Response.StatusCode = e.Status;
            http.Response.Headers["x-amzn-ErrorType"] = e.Status == 400 ? "ValidationException" : "AccessDeniedException";
            await http.Response.WriteAsJsonAsync(new { error = e.Code, message = e.Message });
        }
    }

    private JsonObject Renew(HttpRequest http, JsonNode body)
    {
        if ((string?)body["grantType"] != "refresh_token")
            throw new AwsError(400, "INVALID_REQUEST", "The Sandbox renews sessions only: grantType refresh_token.");
        var token = (string?)body["refreshToken"];
        var session = state.SignIns.Values.FirstOrDefault(known => known.RefreshToken == token);
        if (session is null || session.IsEnded || (string?)body["clientId"] != SignInSession.ClientId)
            throw new AwsError(401, "TOKEN_EXPIRED", "The refresh token has expired or was used before.");
        Verify(http, session);
        var credential = session.Renew(state.Now.AddSeconds(Seconds));
        state.Credentials[credential.AccessKey] = credential;
        return new JsonObject
        {
            ["accessToken"] = new JsonObject
            {
                ["accessKeyId"] = credential.AccessKey,
                ["secretAccessKey"] = credential.SecretKey,
                ["sessionToken"] = credential.SessionToken
            },
            ["tokenType"] = "aws_sigv4",
            ["expiresIn"] = Seconds,
            ["refreshToken"] = session.RefreshToken,
        };
    }

    /// <summary>
    /// Verifies a proof (RFC 9449, section 4.3): type, algorithm, signature, method, URI, age, and that it was not used before.
    /// </summary>
    private void Verify(HttpRequest http, SignInSession session)
    {
        var parts = http.Headers["DPoP"].ToString().Split('.');
        if (parts.Length != 3) throw Invalid("There is no proof.");
        var header = Part(parts[0]);
        var claims = Part(parts[1]);
        if ((string?)header["typ"] != "dpop+jwt" || (string?)header["alg"] != "ES256") throw Invalid("The proof is of another type.");
        var point = new ECPoint { X = Bytes((string?)header["jwk"]?["x"] ?? ""), Y = Bytes((string?)header["jwk"]?["y"] ?? "") };
        if (!point.X.AsSpan().SequenceEqual(session.Point.X) || !point.Y.AsSpan().SequenceEqual(session.Point.Y))
            throw Invalid("The proof is by another key.");
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256))
            throw Invalid("The signature is not right.");
        var address = $"{http.Scheme}://{http.Host}{Path}";
        if ((string?)claims["htm"] != "POST" || (string?)claims["htu"] != address)
            throw Invalid($"The proof is for another request: {claims["htm"]} {claims["htu"]}.");
        var issued = DateTimeOffset.FromUnixTimeSeconds((long?)claims["iat"] ?? 0);
        if ((state.Now - issued).Duration() > Tolerance) throw Invalid("The proof is of another time.");
        if (!_proofs.TryAdd((string?)claims["jti"] ?? "", true)) throw Invalid("The proof was used before.");
    }

    private static AwsError Invalid(string why) => new(400, "INVALID_REQUEST", $"Invalid DPoP proof. {why}");

    private static JsonNode Part(string text)
    {
        try
        {
            return JsonNode.Parse(Bytes(text))!;
        }
        catch (JsonException)
        {
            throw Invalid("It is no JWT.");
        }
    }

    private static byte[] Bytes(string text)
    {
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            throw Invalid("It is not in base64url.");
        }
    }
}
