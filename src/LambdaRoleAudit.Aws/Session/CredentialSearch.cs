using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>Credentials, and where they were found.</summary>
/// <param name="Credentials">The SDK's credentials. They are renewed if they can be.</param>
/// <param name="Source">The source of the credentials, for people.</param>
/// <param name="ProfileName">The profile, if the credentials come from one. Its endpoint settings and region also apply.</param>
internal sealed record FoundCredentials(AWSCredentials Credentials, string Source, string? ProfileName)
{
    /// <summary>How the credentials' own calls are made.</summary>
    public CredentialCalls? Calls { get; init; }

    /// <summary>True for the role of an EC2 instance. The SDK's default chain uses a separate, internal type.</summary>
    public bool AreFromInstance => Credentials.GetType().Name is "InstanceProfileAWSCredentials" or "DefaultInstanceProfileAWSCredentials";
}

/// <summary>
/// Finds credentials in the order of AWS Tools: explicit keys, then a named profile, then the SDK's default chain. (A credentials object
/// and the credentials from Set-AWSCredential arrive as keys.)
/// </summary>
internal static class CredentialSearch
{
    private const string DefaultProfile = "default";

    /// <summary>Finds credentials and resolves them once, so that a failed sign-in is reported before the first call.</summary>
    /// <exception cref="AwsCallException">No credentials were found, or they cannot be used.</exception>
    public static async Task<FoundCredentials> FindAsync(AwsSessionOptions options, CancellationToken cancellationToken)
    {
        var found = options.Keys is { } keys ? FromKeys(keys)
            : options.ProfileName is { } name ? FromProfile(name, options.ProfileLocation)
            : NamedByEnvironment() is { } profile ? FromProfile(profile, options.ProfileLocation)
            : HasDefaultProfile(options.ProfileLocation) ? FromProfile(DefaultProfile, options.ProfileLocation)
            : await FromDefaultChainAsync(cancellationToken).ConfigureAwait(false);
        var region = RegionSearch.ForCredentials(options, found);
        // After the profile was checked: for a file that it cannot read, the SDK's own message does not name the profile.
        SdkSettings.Refresh();
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
            // If the SDK does not accept a setting of a profile, it treats the profile as missing, without an error.
            throw new AwsCallException(AwsErrorKind.BadProfile, IsNamed(name, location)
                ? $"'{name}' has a setting with a value that the AWS SDK does not accept, such as a misspelled number, mode or Boolean."
                : $"no profile is named '{name}'{(string.IsNullOrEmpty(location) ? "" : $" in '{location}'")}.");
        }
        catch (Exception e) when (e is not AwsCallException)
        {
            // The SDK can throw any exception for a profile that it cannot use: it has no specific exception for this.
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
    /// Returns true if the SDK's chain would use the default profile, and the profile has credentials. The profile is used here because the
    /// chain goes on to the instance's role if the profile cannot be used.
    /// </summary>
    private static bool HasDefaultProfile(string? location)
    {
        if (IsSet("AWS_ACCESS_KEY_ID") || IsSet("AWS_WEB_IDENTITY_TOKEN_FILE")) return false;
        return Profiles(location).TryGetProfile(DefaultProfile, out var profile)
            ? profile.CanCreateAWSCredentials || IsBegun(profile.Options)
            : IsNamed(DefaultProfile, location);

        // An incomplete set of credentials is a mistake. Other settings alone (a region) are not.
        static bool IsBegun(CredentialProfileOptions options) =>
            options is { AccessKey: not null } or { RoleArn: not null } or { SourceProfile: not null } or { SsoSession: not null };
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    /// <summary>
    /// Returns the profile in AWS_PROFILE, which applies after keys in the environment, as in the SDK. It is looked up here because the
    /// SDK's chain goes on to the instance's role if the profile is missing, and that role can be in another account.
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
            // A separate resolver, not the process-wide one: in an interactive session, the environment changes between commands.
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
            // Anything between a profile and its keys can fail here: a sign-in, another service, a process.
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

    /// <summary>Returns AWS's response, if AWS rejected the request.</summary>
    private static AmazonServiceException? Answered(Exception? e) =>
        e is null or AmazonServiceException ? (AmazonServiceException?)e : Answered(e.InnerException);
}
