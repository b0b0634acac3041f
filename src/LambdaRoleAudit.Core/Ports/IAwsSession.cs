namespace LambdaRoleAudit.Ports;

/// <summary>Credentials, partition and endpoints that belong together, and the services that they give access to.</summary>
public interface IAwsSession : IDisposable
{
    /// <summary>The partition, for example <c>aws</c>.</summary>
    string Partition { get; }

    /// <summary>The region for account-wide calls.</summary>
    string HomeRegion { get; }

    /// <summary>The source of the credentials, for people: for example <c>profile 'audit'</c>. Never a secret.</summary>
    string CredentialSource { get; }

    /// <summary>Returns the identity of the credentials (STS GetCallerIdentity, which needs no permission).</summary>
    Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Returns the regions that are enabled for the account (EC2 DescribeRegions).</summary>
    Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the Lambda API of one region.</summary>
    ILambdaApi Lambda(string region);

    /// <summary>The IAM API, which is one per partition.</summary>
    IIamApi Iam { get; }

    /// <summary>Returns the CloudTrail API of one region.</summary>
    ICloudTrailApi CloudTrail(string region);

    /// <summary>The files of trails, in S3.</summary>
    ITrailStore TrailStore { get; }

    /// <summary>Returns the Athena API of one region.</summary>
    IAthenaApi Athena(string region);

    /// <summary>Returns the CloudWatch API of one region.</summary>
    ICloudWatchApi CloudWatch(string region);

    /// <summary>Returns the AWS Config API of one region.</summary>
    IConfigApi Config(string region);

    /// <summary>Returns the policies of resources in one region.</summary>
    IResourcePolicyApi ResourcePolicies(string region);
}

/// <summary>The identity of the credentials.</summary>
/// <param name="AccountId">The account: 12 digits.</param>
/// <param name="Arn">The ARN of the user or role session.</param>
public sealed record CallerIdentity(string AccountId, string Arn);
