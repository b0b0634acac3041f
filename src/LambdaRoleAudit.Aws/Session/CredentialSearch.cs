using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>Credentials, and where they were found.</summary>
/// <param name="Credentials">The SDK's credentials; they renew themselves where they can.</param>
/// <param name="Source">Where they come from, for people.</param>
/// <param name="ProfileName">The profile, where it is one: its endpoint settings and region count too.</param>
internal sealed record FoundCredentials(AWSCredentials Credentials, string Source, string? ProfileName)
{
    /// <summary>How their own calls are made.</summary>
    public CredentialCalls? Calls { get; init; }

    /// <summary>True for an EC2 instance's role. The SDK's default chain uses a type of its own that it keeps internal.</summary>
    public bool AreFromInstance => Credentials.GetType().Name is "InstanceProfileAWSCredentials" or "DefaultInstanceProfileAWSCredentials";
}

/// <summary>
/// Finds credentials in AWS Tools' order: explicit keys, then a named profile, then the SDK's default chain. (A credentials
/// object and what Set-AWSCredential left arrive as keys.)
/// </summary>
internal static class CredentialSearch
{
    private const string DefaultProfile = "default";

    /// <summary>Finds them and has them resolve once, so that a failing log-in is told before the first call.</summary>
    /// <exception cref="AwsCallException">None found, or not usable.</exception>
    public static async Task<FoundCredentials> FindAsync(AwsSessionOptions options, CancellationToken cancellationToken)
    {
        var found = options.Keys is { } keys ? FromKeys(keys)
            : options.ProfileName is { } name ? FromProfile(name, options.ProfileLocation)
            : NamedByEnvironment() is { } profile ? FromProfile(profile, options.ProfileLocation)
            : HasDefaultProfile(options.ProfileLocation) ? FromProfile(DefaultProfile, options.ProfileLocation)
            : await FromDefaultChainAsync(cancellationToken).ConfigureAwait(false);
        var region = RegionSearch.ForCredentials(options, found);
        EndpointSettings.Verify(options, found.ProfileName, region);
        var calls = new CredentialCalls(options, found.ProfileName, region);
        try
        {
            found = found with { Credentials = calls.For(found.Credentials), Calls = calls };
            await VerifyAsync(found, cancellationToken).ConfigureAwait(false);
            return found;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.MfaCodeNeeded)
        {
            calls.Dispose();
            throw new AwsCallException(e.Kind, $"{found.Source}: {e.Message}", e);
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    private static FoundCredentials FromKeys(AwsKeys keys) => new(
        string.IsNullOrEmpty(keys.SessionToken)
            ? new BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
            : new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, keys.SessionToken),
        "the specified access key", null);

    private static FoundCredentials FromProfile(string name, string? location)
    {
        try
        {
            var profiles = new SourceProfiles(Profiles(location));
            if (profiles.TryGetNamed(name, out var profile))
                return new FoundCredentials(AWSCredentialsFactory.GetAWSCredentials(profile, profiles), $"profile '{name}'", name);
            // The SDK takes a profile for absent if it does not like a setting of it, and says nothing.
            throw new AwsCallException(AwsErrorKind.BadProfile, IsNamed(name, location)
                ? $"'{name}' has a setting with a value that the AWS SDK does not accept, such as a misspelled number, mode or Boolean."
                : $"no profile is named '{name}'{(string.IsNullOrEmpty(location) ? "" : $" in '{location}'")}.");
        }
        catch (Exception e) when (e is not AwsCallException)
        {
            // Whatever the SDK throws for a profile that it cannot use: it has no exception of its own for that.
            throw new AwsCallException(AwsErrorKind.BadProfile, $"'{name}': {Reasons.Of(e)}", e);
        }
    }

    private static CredentialProfileStoreChain Profiles(string? location) => new(string.IsNullOrEmpty(location) ? null : location);

    private static bool IsNamed(string name, string? location)
    {
        var credentials = new SharedCredentialsFile(string.IsNullOrEmpty(location) ? null : location).FilePath;
        var config = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") is { Length: > 0 } set
            ? set
            : Path.Combine(Path.GetDirectoryName(credentials) ?? "", "config");
        return new[] { credentials, config }.Where(File.Exists).SelectMany(File.ReadLines)
            .Any(line =>
                line.Trim().Trim('[', ']').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["profile", var second]
                    ? second == name
                    : line.Trim() == $"[{name}]");
    }

    /// <summary>
    /// True where the SDK's chain would come to the default profile, and it is one of credentials. It is taken here because the
    /// chain goes on to the instance's role where the profile cannot be used.
    /// </summary>
    private static bool HasDefaultProfile(string? location)
    {
        if (IsSet("AWS_ACCESS_KEY_ID") || IsSet("AWS_WEB_IDENTITY_TOKEN_FILE")) return false;
        return Profiles(location).TryGetProfile(DefaultProfile, out var profile)
            ? profile.CanCreateAWSCredentials || IsBegun(profile.Options)
            : IsNamed(DefaultProfile, location);

        // Half of what credentials need: a mistake. Other settings alone (a region) are none.
        static bool IsBegun(CredentialProfileOptions options) =>
            options is { AccessKey: not null } or { RoleArn: not null } or { SourceProfile: not null } or { SsoSession: not null };
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    /// <summary>
    /// AWS_PROFILE counts after keys in the environment, as in the SDK. It is looked up here because the SDK's chain goes on
    /// to the instance's role where the profile is missing: another account, perhaps.
    /// </summary>
    private static string? NamedByEnvironment()
    {
        var name = Environment.GetEnvironmentVariable("AWS_PROFILE");
        return IsSet("AWS_ACCESS_KEY_ID") || string.IsNullOrEmpty(name) ? null : name;
    }

    private static async Task<FoundCredentials> FromDefaultChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Of its own, not the process's: in an interactive session the environment changes between commands.
            using var resolver = new DefaultAWSCredentialsIdentityResolver();
            var credentials = await resolver.ResolveIdentityAsync(null, cancellationToken).WaitAsync(cancellationToken)
                .ConfigureAwait(false);
            return new FoundCredentials(credentials, credentials.GetType().Name switch
            {
                "EnvironmentVariablesAWSCredentials" => "environment variables",
                _ => $"the SDK's default chain ({credentials.GetType().Name})",
            }, null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
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
            var answered = Answered(e);
            throw new AwsCallException(kind, $"{Reasons.Of(e)} ({found.Source})", e)
            {
                ErrorCode = string.IsNullOrEmpty(answered?.ErrorCode) ? null : answered.ErrorCode,
                HttpStatus = (int)(answered?.StatusCode ?? 0),
                RequestId = string.IsNullOrEmpty(answered?.RequestId) ? null : answered.RequestId,
            };
        }
    }

    /// <summary>What AWS said, if it is AWS that refused.</summary>
    private static AmazonServiceException? Answered(Exception? e) =>
        e is null or AmazonServiceException ? (AmazonServiceException?)e : Answered(e.InnerException);
}
