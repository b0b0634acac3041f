using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.SharedInterfaces;
using Amazon.Util;
using Amazon.Util.Internal;

namespace LambdaRoleAudit.Aws.SignIn;

/// <summary>The token files of <c>aws login</c>, one per session. Every AWS SDK reads and renews them.</summary>
internal static class LoginTokens
{
    /// <summary>Returns the stored token with the given refresh token.</summary>
    /// <exception cref="AmazonClientException">The token does not exist.</exception>
    public static async Task<LoginTokenFile> FindAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var cache = new LoginTokenFileCache(CryptoUtilFactory.CryptoInstance, new FileRetriever(), new DirectoryRetriever());
        return (await cache.ScanLoginTokensAsync(null, cancellationToken)
            .ConfigureAwait(false)).Find(file => file.LoginToken.RefreshToken == refreshToken)
            ?? throw new AmazonClientException("The session was renewed by another process in the meantime.");
    }

    /// <summary>
    /// Stores the new token in place of the old one: completely or not at all, with the same access permissions. It cannot be canceled: the
    /// old refresh token has been used, and without the new one the session is lost.
    /// </summary>
    public static async Task KeepAsync(LoginTokenFile kept, CoreCreateOAuth2TokenResponseBody answer)
    {
        var token = kept.LoginToken;
        var expires = AWSSDKUtils.CorrectedUtcNow.AddSeconds(answer.ExpiresIn ?? 0);
        token.AccessToken = new LoginImmutableCredentials(
            answer.AccessToken.AccessKeyId, answer.AccessToken.SecretAccessKey, answer.AccessToken.SessionToken, expires,
            token.AccessToken.AccountId);
        token.RefreshToken = answer.RefreshToken ?? token.RefreshToken;
        token.IdentityToken = answer.IdToken ?? token.IdentityToken;
        token.TokenType = answer.TokenType ?? token.TokenType;
        var written = $"{kept.LoginTokenFilePath}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(kept.LoginTokenFilePath);
            var file = new StreamWriter(written, options);
            await using (file.ConfigureAwait(false)) await file.WriteAsync(token.AsJson()).ConfigureAwait(false);
            File.Move(written, kept.LoginTokenFilePath, overwrite: true);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }
}
