using Amazon;
using Amazon.Runtime;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>The endpoints that the environment and the profile set.</summary>
internal static class EndpointSettings
{
    private static readonly WireService[] Services = [WireService.Sts, WireService.Ec2, WireService.Lambda, WireService.Iam];

    /// <summary>Looks at them before any is called: the SDK fails at each in a way of its own.</summary>
    /// <exception cref="AwsCallException">One is not an address.</exception>
    public static void Verify(AwsSessionOptions options, string? profileName, RegionEndpoint region)
    {
        using var http = new WireHttp(options.RequestTimeout);
        foreach (var service in Services)
        {
            var profile = profileName is null ? null : new Profile(profileName, options.ProfileLocation);
            var config = new WireConfig(service, region, options.EndpointUrl, profile, options.RequestTimeout, http);
            string? url = null;
            Exception? cause = null;
            try
            {
                url = config.DetermineServiceOperationEndpoint(null!).URL;
            }
            catch (Exception e)
            {
                cause = e;
            }

            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0)
                continue;
            throw new AwsCallException(
                AwsErrorKind.BadEndpoint,
                $"that of {service.ServiceId}{(cause is null ? $" is '{WithoutUser(url!)}'" : $": {Reasons.Of(cause)}")}", cause);
        }
    }

    /// <summary>An address may hold a password.</summary>
    private static string WithoutUser(string url) => url[(url.LastIndexOf('@') + 1)..];
}
