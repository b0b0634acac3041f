using System.Management.Automation;
using System.Reflection;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Session;

/// <summary>
/// Reads the keys from a credentials object of any AWS SDK version. This module's SDK is in a separate load context, in which types of
/// another SDK mean nothing, so credentials are passed by value.
/// </summary>
internal static class CredentialObjects
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Reads the keys. <c>GetCredentials()</c> can call AWS (assume-role), so it runs separately and can be abandoned.</summary>
    /// <exception cref="ProblemException">The object is not credentials, or its keys cannot be read.</exception>
    public static async Task<AwsKeys> ReadAsync(object credential, CancellationToken cancellationToken)
    {
        var source = credential is PSObject wrapped ? wrapped.BaseObject : credential;
        try
        {
            return await Task.Run(() => Read(source), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new ProblemException(
                    CredentialErrors.InvalidCredentialObject.About(null, ("type", source.GetType().FullName)));
        }
        catch (TargetInvocationException e)
        {
            throw new ProblemException(
                CredentialErrors.CredentialObjectFailed.About(null, e.InnerException, ("reason", e.InnerException?.Message)));
        }
    }

    private static AwsKeys? Read(object source)
    {
        // AWSPSCredentials and AssumeRoleResponse have the credentials in a property; the former's is not public.
        if (Property(source, "Credentials") is { } inner) return Read(inner);
        if (source.GetType().GetMethod("GetCredentials", AnyInstance, []) is { } get && get.Invoke(source, null) is { } immutable)
            return Keys(immutable, "AccessKey", "SecretKey", "Token");
        return Keys(source, "AccessKeyId", "SecretAccessKey", "SessionToken");
    }

    private static AwsKeys? Keys(object source, string access, string secret, string token) =>
        Property(source, access) is string { Length: > 0 } accessKey && Property(source, secret) is string { Length: > 0 } secretKey
            ? new AwsKeys(accessKey, secretKey, Property(source, token) as string is { Length: > 0 } text ? text : null)
            : null;

    private static object? Property(object source, string name) => source.GetType().GetProperty(name, AnyInstance)?.GetValue(source);
}
