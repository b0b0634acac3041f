using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>Credentials, and where they were found.</summary>
/// <param name="Credentials">The SDK's credentials; they renew themselves where they can.</param>
/// <param name="Source">Where they come from, for people.</param>
/// <param name="ProfileName">The profile, where it is one: its endpoint settings and region count too.</param>
internal sealed record FoundCredentials(AWSCredentials Credentials, string Source, string? ProfileName)
{
    /// <summary>True for an EC2 instance's role. The SDK's default chain uses a type of its own that it keeps internal.</summary>
    public bool AreFromInstance => Credentials.GetType().Name is "InstanceProfileAWSCredentials" or "DefaultInstanceProfileAWSCredentials";
}

/// <summary>
/// Finds credentials in AWS Tools' order: explicit keys, then a named profile, then the SDK's default chain. (A credentials
/// object and what Set-AWSCredential left arrive as keys.)
/// </summary>
internal static class CredentialSearch
{
    /// <summary>Finds them and has them resolve once, so that a failing log-in is told before the first call.</summary>
    /// <exception cref="AwsCallException">None found, or not usable.</exception>
    public static async Task<FoundCredentials> FindAsync(AwsSessionOptions options, CancellationToken cancellationToken)
    {
        var found = options.Keys is { } keys ? FromKeys(keys)
            : options.ProfileName is { } name ? FromProfile(name, options.ProfileLocation)
            : NamedByEnvironment() is { } profile ? FromProfile(profile, options.ProfileLocation)
            : await FromDefaultChainAsync(cancellationToken).ConfigureAwait(false);
        await VerifyAsync(found, cancellationToken).ConfigureAwait(false);
        return found;
    }

    private static FoundCredentials FromKeys(AwsKeys keys) => new(
        string.IsNullOrEmpty(keys.SessionToken)
            ? new BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
            : new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, keys.SessionToken),
        "an access key that was given", null);

    private static FoundCredentials FromProfile(string name, string? location)
    {
        var chain = string.IsNullOrEmpty(location) ? new CredentialProfileStoreChain() : new CredentialProfileStoreChain(location);
        if (!chain.TryGetProfile(name, out var profile))
            throw new AwsCallException(AwsErrorKind.BadProfile, $"there is none named '{name}'{(string.IsNullOrEmpty(location) ? "" : $" in '{location}'")}.");
        try
        {
            return new FoundCredentials(AWSCredentialsFactory.GetAWSCredentials(profile, chain), $"profile '{name}'", name);
        }
        catch (Exception e) when (e is AmazonClientException or InvalidOperationException or ArgumentException)
        {
            throw new AwsCallException(AwsErrorKind.BadProfile, $"'{name}': {e.Message}", e);
        }
    }

    /// <summary>
    /// AWS_PROFILE counts after keys in the environment, as in the SDK. It is looked up here because the SDK's chain goes on
    /// to the instance's role where the profile is missing: another account, perhaps.
    /// </summary>
    private static string? NamedByEnvironment()
    {
        var name = Environment.GetEnvironmentVariable("AWS_PROFILE");
        var hasKeys = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"));
        return hasKeys || string.IsNullOrEmpty(name) ? null : name;
    }

    private static async Task<FoundCredentials> FromDefaultChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Of its own, not the process's: in an interactive session the environment changes between commands.
            using var resolver = new DefaultAWSCredentialsIdentityResolver();
            var credentials = await resolver.ResolveIdentityAsync(null, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new FoundCredentials(credentials, credentials.GetType().Name switch
            {
                "EnvironmentVariablesAWSCredentials" => "environment variables",
                _ => $"the SDK's default chain ({credentials.GetType().Name})",
            }, null);
        }
        catch (Exception e) when (e is AmazonClientException or InvalidOperationException or ArgumentException)
        {
            throw new AwsCallException(AwsErrorKind.NoCredentials, "No AWS credentials were found.", e);
        }
    }

    private static async Task VerifyAsync(FoundCredentials found, CancellationToken cancellationToken)
    {
        try
        {
            await found.Credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever stands between a profile and its keys may fail here: a log-in, another service, a process.
            var kind = found.AreFromInstance ? AwsErrorKind.NoCredentials : AwsErrorKind.CredentialsFailed;
            throw new AwsCallException(kind, $"{e.Message} ({found.Source})", e);
        }
    }
}
