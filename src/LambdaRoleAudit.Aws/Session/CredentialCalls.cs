using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.SharedInterfaces;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>
/// Makes the calls that credentials need, to STS and IAM Identity Center: with the session's endpoint and region, within its time limit,
/// and with its size limits. The SDK would create its own clients, and use only the environment and the default profile.
/// </summary>
internal sealed class CredentialCalls(AwsSessionOptions options, string? profileName, RegionEndpoint region) : IDisposable
{
    // The SDK requests a client of Identity Center wherever it needs one. The session that needs it is passed along with the call.
    private static readonly AsyncLocal<CredentialCalls?> Current = new();

    private readonly WireHttp _http = new(options.RequestTimeout);

    /// <summary>Registers the clients with the SDK of this load context.</summary>
    public static void Register()
    {
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(), InCurrent(new AmazonSSOConfig(), context.SSOClientContextData.Region)));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(), InCurrent(new AmazonSSOOIDCConfig(), context.SSOOIDCClientContextData.Region)));
    }

    /// <summary>Returns the same credentials, with their calls made in this way.</summary>
    /// <exception cref="AwsCallException">The credentials need a code from an MFA device.</exception>
    public AWSCredentials For(AWSCredentials credentials) => credentials switch
    {
        AssumeRoleAWSCredentials { Options.MfaSerialNumber.Length: > 0 } role => throw new AwsCallException(
            AwsErrorKind.MfaCodeNeeded,
            $"role {role.RoleArn} requires a code of the MFA device {role.Options.MfaSerialNumber}, and this module cannot prompt for "
            + "it."),
        AssumeRoleAWSCredentials role => new AssumedRole(role, For(role.SourceCredentials), this),
        AssumeRoleWithWebIdentityCredentials role => new WebIdentityRole(role, this),
        SSOAWSCredentials center => new CenterRole(center, this),
        _ => credentials,
    };

    public void Dispose() => _http.Dispose();

    private AmazonSecurityTokenServiceClient Sts(AWSCredentials credentials) =>
        new(credentials, Set(new AmazonSecurityTokenServiceConfig(), region));

    private static T InCurrent<T>(T config, RegionEndpoint region)
        where T : ClientConfig
    {
        if (Current.Value is { } calls) return calls.Set(config, region);
        config.RegionEndpoint = region;
        return config;
    }

    private T Set<T>(T config, RegionEndpoint at)
        where T : ClientConfig
    {
        config.RegionEndpoint = at;
        if (profileName is not null) config.Profile = new Profile(profileName, options.ProfileLocation);
        if (options.EndpointUrl is not null)
        {
            config.ServiceURL = options.EndpointUrl.AbsoluteUri;
            config.AuthenticationRegion = at.SystemName;
        }

        config.Timeout = options.RequestTimeout;
        config.HttpClientFactory = _http;
        return config;
    }

    /// <summary>A role that a profile assumes with the credentials of another.</summary>
    private sealed class AssumedRole : RefreshingAWSCredentials
    {
        private readonly AssumeRoleAWSCredentials _role;
        private readonly AWSCredentials _source;
        private readonly CredentialCalls _calls;

        public AssumedRole(AssumeRoleAWSCredentials role, AWSCredentials source, CredentialCalls calls)
        {
            (_role, _source, _calls) = (role, source, calls);
            PreemptExpiryTime = role.PreemptExpiryTime;
        }

        protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            using var client = _calls.Sts(_source);
            var keys = await ((ICoreAmazonSTS)client).CredentialsFromAssumeRoleAuthenticationAsync(
                _role.RoleArn, _role.RoleSessionName, _role.Options).ConfigureAwait(false);
            return new CredentialsRefreshState(keys, keys.Expiration);
        }
    }

    /// <summary>A role that is assumed with an identity provider's token.</summary>
    private sealed class WebIdentityRole(AssumeRoleWithWebIdentityCredentials role, CredentialCalls calls)
        : AssumeRoleWithWebIdentityCredentials(role.WebIdentityTokenFile, role.RoleArn, role.RoleSessionName)
    {
        protected override ICoreAmazonSTS CreateClient() => calls.Sts(new AnonymousAWSCredentials());
    }

    /// <summary>A role from IAM Identity Center.</summary>
    private sealed class CenterRole(SSOAWSCredentials center, CredentialCalls calls) : AWSCredentials
    {
        public override DateTime? Expiration => center.Expiration;

        public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

        public override async Task<ImmutableCredentials> GetCredentialsAsync()
        {
            Current.Value = calls;
            return await center.GetCredentialsAsync().ConfigureAwait(false);
        }
    }
}
