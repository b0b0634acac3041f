namespace LambdaRoleAudit.Ports;

/// <summary>Credentials, partition and endpoints that belong together, and the services behind them.</summary>
public interface IAwsSession : IDisposable
{
    /// <summary>The partition, <c>aws</c> for one.</summary>
    string Partition { get; }

    /// <summary>The region from which account-wide things are asked.</summary>
    string HomeRegion { get; }

    /// <summary>Where the credentials come from, for people: <c>profile 'audit'</c>, for one. Never a secret.</summary>
    string CredentialSource { get; }

    /// <summary>Who the credentials belong to (STS GetCallerIdentity; needs no permission).</summary>
    Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken);

    /// <summary>The regions enabled for the account (EC2 DescribeRegions).</summary>
    Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken);

    /// <summary>Lambda in one region.</summary>
    ILambdaApi Lambda(string region);

    /// <summary>IAM, which is one in the partition.</summary>
    IIamApi Iam { get; }
}

/// <summary>Who the credentials belong to.</summary>
/// <param name="AccountId">The account: 12 digits.</param>
/// <param name="Arn">The user's or role session's ARN.</param>
public sealed record CallerIdentity(string AccountId, string Arn);
