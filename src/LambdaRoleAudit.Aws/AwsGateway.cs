using Amazon;
using Amazon.Runtime.CredentialManagement;
using LambdaRoleAudit.Aws.Session;
using LambdaRoleAudit.Aws.SignIn;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws;

/// <summary>
/// The only public entry point of this assembly. Its constructor has no parameters, so that it can be created by name from another load
/// context.
/// </summary>
public sealed class AwsGateway : IAwsGateway
{
    static AwsGateway()
    {
        SignInClient.Register();
        CredentialCalls.Register();
    }

    /// <inheritdoc/>
    public async Task<IAwsSession> OpenAsync(AwsSessionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var found = await CredentialSearch.FindAsync(options, cancellationToken).ConfigureAwait(false);
            return new AwsSession(options, found, RegionSearch.Find(options, found));
        }
        catch (Exception e) when (e is not AwsCallException && !cancellationToken.IsCancellationRequested)
        {
            // The SDK can throw any exception for settings that it cannot read.
            throw new AwsCallException(AwsErrorKind.BadSettings, Reasons.Of(e), e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListProfileNames(string? profileLocation)
    {
        var chain = string.IsNullOrEmpty(profileLocation)
            ? new CredentialProfileStoreChain()
            : new CredentialProfileStoreChain(profileLocation);
        return [.. chain.ListProfiles().Select(profile => profile.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<AwsRegion> ListKnownRegions() =>
        [.. RegionEndpoint.EnumerableAllRegions
            .Where(region => !region.SystemName.EndsWith("-global", StringComparison.Ordinal))
            .Select(region => new AwsRegion(region.SystemName, region.DisplayName, region.PartitionName))
            .OrderBy(region => region.Name, StringComparer.Ordinal)];
}
