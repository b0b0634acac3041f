namespace LambdaRoleAudit.Ports;

/// <summary>The way to AWS. There is one implementation, in LambdaRoleAudit.Aws, loaded when it is first needed.</summary>
public interface IAwsGateway
{
    /// <summary>
    /// Finds credentials, region and endpoints. Makes calls only where the credentials need them (assume-role, SSO, instance).
    /// </summary>
    /// <exception cref="AwsCallException">No credentials, or the named profile is not there or not usable.</exception>
    Task<IAwsSession> OpenAsync(AwsSessionOptions options, CancellationToken cancellationToken);

    /// <summary>The names of the profiles on this machine. No network.</summary>
    IReadOnlyList<string> ListProfileNames(string? profileLocation);

    /// <summary>Every region that the SDK's data knows, of all partitions. No network.</summary>
    IReadOnlyList<AwsRegion> ListKnownRegions();
}

/// <summary>A region, from the SDK's data.</summary>
/// <param name="Name">Its name, <c>eu-central-1</c> for one.</param>
/// <param name="DisplayName">What AWS calls it, <c>Europe (Frankfurt)</c> for one.</param>
/// <param name="Partition">Its partition, <c>aws</c> for one.</param>
public sealed record AwsRegion(string Name, string DisplayName, string Partition);
