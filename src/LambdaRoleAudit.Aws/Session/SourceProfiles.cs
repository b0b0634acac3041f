using Amazon.Runtime.CredentialManagement;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>
/// Looks up the source profile of a profile. A profile can have keys and a role, which the SDK rejects but the AWS CLI supports: "A profile
/// is allowed to reference itself so that it can source static credentials and have configuration all in the same profile. This will only
/// ever work for the top level assume role because the static credentials will otherwise take precedence" (botocore, credentials.py). So
/// the profile stands for its role if it is named, and for its keys if it is a source.
/// </summary>
internal sealed class SourceProfiles(CredentialProfileStoreChain profiles) : ICredentialProfileSource
{
    /// <summary>Returns the profile for a profile that is named.</summary>
    public bool TryGetNamed(string profileName, out CredentialProfile profile)
    {
        if (!profiles.TryGetProfile(profileName, out profile)) return false;
        if (HasBoth(profile.Options)) (profile.Options.AccessKey, profile.Options.SecretKey, profile.Options.Token) = (null, null, null);
        return true;
    }

    /// <summary>Returns the profile for a profile that is a source.</summary>
    public bool TryGetProfile(string profileName, out CredentialProfile profile)
    {
        if (!profiles.TryGetProfile(profileName, out profile)) return false;
        if (HasBoth(profile.Options))
        {
            var options = profile.Options;
            profile = new CredentialProfile(
                profileName,
                new CredentialProfileOptions { AccessKey = options.AccessKey, SecretKey = options.SecretKey, Token = options.Token });
        }

        return true;
    }

    private static bool HasBoth(CredentialProfileOptions options) =>
        options is { AccessKey.Length: > 0, SecretKey.Length: > 0, RoleArn.Length: > 0, SourceProfile.Length: > 0 };
}
