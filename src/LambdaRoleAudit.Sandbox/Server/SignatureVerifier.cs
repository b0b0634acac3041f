using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Server;

/// <summary>
/// Verifies Signature Version 4 (IAM user guide, "Create a signed AWS API request") and rejects an invalid signature as AWS does: Lambda,
/// the Query services and EC2 each have their own error codes.
/// </summary>
public sealed class SignatureVerifier(SandboxState state)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Secret, string Scope), byte[]> _keys = new();

    /// <summary>Returns the service and region of a request's signature; empty if it has none.</summary>
    public static (string Service, string Region) Scope(string authorization)
    {
        var credential = Part(authorization, "Credential=").Split('/');
        return credential.Length == 5 ? (credential[3], credential[2]) : ("", "");
    }

    /// <summary>Returns the caller.</summary>
    /// <exception cref="AwsError">The key, token, time or signature is not valid.</exception>
    public SandboxCredential Verify(SandboxRequest request)
    {
        var headers = request.Http.Request.Headers;
        var authorization = headers.Authorization.ToString();
        var scope = Part(authorization, "Credential=").Split('/');
        if (!authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal) || scope.Length != 5)
            throw ServiceErrors.Unsigned(
                request.Service, "MissingAuthenticationTokenException", "MissingAuthenticationToken", "Missing Authentication Token");

        var token = headers["X-Amz-Security-Token"].ToString();
        if (!state.Credentials.TryGetValue(scope[0], out var credential) || (credential.SessionToken ?? "") != token)
            throw ServiceErrors.UnknownKey(request.Service);
        if (credential.Expiration < state.Now) throw ServiceErrors.Expired(request.Service);
        VerifyTime(request, headers["X-Amz-Date"].ToString());
        var expected = Sign(request, credential.SecretKey, authorization, scope, headers["X-Amz-Date"].ToString());
        if (expected != Part(authorization, "Signature=")) throw ServiceErrors.WrongSignature(request.Service);
        return credential;
    }

    private void VerifyTime(SandboxRequest request, string date)
    {
        if (!DateTimeOffset.TryParseExact(
            date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent))
            throw ServiceErrors.Unsigned(
                request.Service, "IncompleteSignatureException", "IncompleteSignature", "Date must be in ISO-8601 'basic format'.");
        var now = state.Now;
        if ((now - sent).Duration() <= Tolerance) return;
        var bound = sent < now ? now - Tolerance : now + Tolerance;
        var relation = sent < now
            ? "Signature expired: {0} is now earlier than {1} ({2} - 5 min.)"
            : "Signature not yet current: {0} is still later than {1} ({2} + 5 min.)";
        throw ServiceErrors.Skewed(
            request.Service, string.Format(CultureInfo.InvariantCulture, relation, date, Basic(bound), Basic(now)));
    }

    private string Sign(SandboxRequest request, string secret, string authorization, string[] scope, string date)
    {
        var signedHeaders = Part(authorization, "SignedHeaders=");
        var canonical = new StringBuilder()
            .Append(request.Http.Request.Method).Append('\n')
            .Append(CanonicalPath(request)).Append('\n')
            .Append(CanonicalQuery(request.RawQuery)).Append('\n');
        foreach (var name in signedHeaders.Split(';'))
        {
            var value = name == "host" ? request.Http.Request.Host.Value : request.Http.Request.Headers[name].ToString();
            canonical.Append(name).Append(':').Append(value?.Trim()).Append('\n');
        }

        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(PayloadHash(request));
        var credentialScope = string.Join('/', scope[1..]);
        var toSign =
            $"AWS4-HMAC-SHA256\n{date}\n{credentialScope}\n"
            + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = _keys.GetOrAdd((secret, credentialScope), static pair => pair.Scope.Split('/')
            .Aggregate(Encoding.UTF8.GetBytes($"AWS4{pair.Secret}"), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part))));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    /// <summary>Every service but S3 encodes the path twice.</summary>
    private static string CanonicalPath(SandboxRequest request) => string.Join('/', request.RawPath.Split('/').Select(part =>
        Encode(request.Service == "s3" ? Uri.UnescapeDataString(part) : part)));

    /// <summary>S3 signs the header x-amz-content-sha256, which does not have to be the hash of the body.</summary>
    private static string PayloadHash(SandboxRequest request)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        if (request.Service != "s3") return hash;
        var sent = request.Http.Request.Headers["x-amz-content-sha256"].ToString();
        if (sent.Length == 64 && sent != hash)
            throw new AwsError(
                400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        return sent;
    }

    private static string CanonicalQuery(string rawQuery) => rawQuery.Length == 0 ? "" : string.Join('&', rawQuery.Split('&')
        .Select(pair => pair.Split('=', 2))
        .Select(pair =>
            (Name: Encode(Uri.UnescapeDataString(pair[0])), Value: pair.Length == 2 ? Encode(Uri.UnescapeDataString(pair[1])) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Basic(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Part(string authorization, string name)
    {
        var start = authorization.IndexOf(name, StringComparison.Ordinal);
        if (start < 0) return "";
        start += name.Length;
        var end = authorization.IndexOf(',', start);
        return (end < 0 ? authorization[start..] : authorization[start..end]).Trim();
    }
}
