namespace LambdaRoleAudit.Ports;

/// <summary>The entry point to AWS. There is one implementation, in LambdaRoleAudit.Aws, which is loaded on first use.</summary>
public interface IAwsGateway
{
    /// <summary>
    /// Finds credentials, region and endpoints. Makes calls only if the credentials need them (assume-role, SSO, instance).
    /// </summary>
    /// <exception cref="AwsCallException">No credentials were found, or the named profile does not exist or cannot be used.</exception>
    Task<IAwsSession> OpenAsync(AwsSessionOptions options, CancellationToken cancellationToken);

    /// <summary>Returns the names of the profiles on this machine. Makes no network calls.</summary>
    IReadOnlyList<string> ListProfileNames(string? profileLocation);

    /// <summary>Returns every region in the SDK's data, of all partitions. Makes no network calls.</summary>
    IReadOnlyList<AwsRegion> ListKnownRegions();
}

/// <summary>A region, from the SDK's data.</summary>
/// <param name="Name">The region's name, for example <c>eu-central-1</c>.</param>
/// <param name="DisplayName">AWS's display name of the region, for example <c>Europe (Frankfurt)</c>.</param>
/// <param name="Partition">The region's partition, for example <c>aws</c>.</param>
public sealed record AwsRegion(string Name, string DisplayName, string Partition);
