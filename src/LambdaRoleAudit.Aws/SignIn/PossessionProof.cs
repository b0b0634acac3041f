using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime.Credentials.Internal;

namespace LambdaRoleAudit.Aws.SignIn;

/// <summary>
/// Creates DPoP proofs. A DPoP proof is a JWT that shows that its sender has the private key to which a refresh token is bound (RFC 9449,
/// section 4.2; ES256, as AWS Sign-In requires).
/// </summary>
internal static class PossessionProof
{
    /// <summary>Creates a proof for one request.</summary>
    /// <param name="method">The request's HTTP method.</param>
    /// <param name="uri">The request's URI, without query and fragment.</param>
    /// <param name="key">The private key, in PEM format.</param>
    /// <exception cref="ArgumentException">The text is not a private key.</exception>
    public static string Create(string method, string uri, string key)
    {
        using var pair = ECDsa.Create();
        pair.ImportFromPem(key);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var header = new
        {
            typ = "dpop+jwt",
            alg = "ES256",
            jwk = new { kty = "EC", crv = "P-256", x = LoginUtils.Base64UrlEncode(point.X), y = LoginUtils.Base64UrlEncode(point.Y) }
        };
        var claims = new { jti = Guid.NewGuid().ToString(), htm = method, htu = uri, iat = DateTimeOffset.UtcNow.ToUnixTimeSeconds() };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = pair.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{LoginUtils.Base64UrlEncode(signature)}";
    }

    private static string Encode<T>(T part) => LoginUtils.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(part));
}
