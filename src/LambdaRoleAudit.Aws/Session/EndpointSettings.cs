using Amazon;
using Amazon.Runtime;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>The endpoints in the environment and the profile.</summary>
internal static class EndpointSettings
{
    private static readonly WireService[] Services = [WireService.Sts, WireService.Ec2, WireService.Lambda, WireService.Iam];

    /// <summary>Checks the endpoints before any is called, because the SDK fails in a different way for each.</summary>
    /// <exception cref="AwsCallException">An endpoint is not a valid URL.</exception>
    public static void Verify(AwsSessionOptions options, string? profileName, RegionEndpoint region)
    {
        foreach (var service in Services) Verify(options, profileName, region, service);
    }

    /// <summary>Checks the endpoint of a service that few commands call, before it is called first.</summary>
    /// <exception cref="AwsCallException">The endpoint is not a valid URL.</exception>
    public static void Verify(AwsSessionOptions options, string? profileName, RegionEndpoint region, WireService service)
    {
        using var http = new WireHttp(options.RequestTimeout);
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

        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0) return;
        throw new AwsCallException(
            AwsErrorKind.BadEndpoint,
            $"that of {service.ServiceId}{(cause is null ? $" is '{WithoutUser(url!)}'" : $": {Reasons.Of(cause)}")}", cause);
    }

    /// <summary>Removes the user information, because a URL can contain a password.</summary>
    private static string WithoutUser(string url) => url[(url.LastIndexOf('@') + 1)..];
}
