using Amazon;
using Amazon.Runtime.CredentialManagement;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>Finds the region for account-wide calls.</summary>
internal static class RegionSearch
{
    /// <summary>
    /// Returns the region that the caller specified, then the profile's, then the one from the SDK's chain (AWS_REGION, the default
    /// profile), and us-east-1 if there is none. If the regions to read are in another partition, returns that partition's first region.
    /// </summary>
    public static RegionEndpoint Find(AwsSessionOptions options, FoundCredentials found)
    {
        var home = RegionEndpoint.GetBySystemName(
            options.HomeRegion
            ?? ProfileRegion(found.ProfileName, options.ProfileLocation)
            ?? EnvironmentRegion()
            ?? ProfileRegion("default", null)
            ?? InstanceRegion(found)
            ?? "us-east-1");
        if (options.WantsRegion is not { } wants) return home;

        var wanted = RegionEndpoint.EnumerableAllRegions.Where(region => wants(region.SystemName)).ToList();
        return wanted.Count == 0 || wanted.Any(region => region.PartitionName == home.PartitionName)
            ? home
            : GlobalRegion(wanted.OrderBy(region => region.SystemName, StringComparer.Ordinal).First());
    }

    /// <summary>Returns the region for the credentials' own calls: as above, without a request to the instance.</summary>
    public static RegionEndpoint ForCredentials(AwsSessionOptions options, FoundCredentials found) => RegionEndpoint.GetBySystemName(
        ProfileRegion(found.ProfileName, options.ProfileLocation)
        ?? EnvironmentRegion()
        ?? options.HomeRegion
        ?? ProfileRegion("default", null)
        ?? "us-east-1");

    /// <summary>Returns the region of a partition's global services. It is always enabled.</summary>
    public static RegionEndpoint GlobalRegion(RegionEndpoint any) => any.PartitionName switch
    {
        "aws" => RegionEndpoint.USEast1,
        "aws-cn" => RegionEndpoint.GetBySystemName("cn-north-1"),
        "aws-us-gov" => RegionEndpoint.GetBySystemName("us-gov-west-1"),
        _ => any,
    };

    private static string? EnvironmentRegion() =>
        NullIfEmpty(Environment.GetEnvironmentVariable("AWS_REGION"))
            ?? NullIfEmpty(Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION"));

    private static string? ProfileRegion(string? name, string? location)
    {
        if (name is null) return null;
        var chain = string.IsNullOrEmpty(location) ? new CredentialProfileStoreChain() : new CredentialProfileStoreChain(location);
        return chain.TryGetProfile(name, out var profile) ? profile.Region?.SystemName : null;
    }

    /// <summary>Requested only if the credentials come from the same place, so that nobody else waits for it.</summary>
    private static string? InstanceRegion(FoundCredentials found) =>
        found.AreFromInstance ? Amazon.Util.EC2InstanceMetadata.Region?.SystemName : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
